"""How does a template become a paper?

The office edits the template in Word. A field that it misspells, or that the paper does not have, is answered with a
sentence that names it and those there are; nothing is ever left out without a word.
"""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from campaign.access.scope import check_may
from exports.documents.document import EVERYWHERE, Document, Field, Order, everywhere


class WrongTemplate(ValueError):
    """A template that cannot be filled; `str()` is the Chinese sentence with what would be right."""


def written(document: Document, order: Order) -> bytes:
    """The paper, a Word file or a workbook; NotAllowed for whoever may not have it, WrongTemplate where its template cannot be filled."""
    check_may(order.scope, document.needs)
    if document.make:
        return document.make(order)
    assert document.fill
    values = everywhere(order) | document.fill(order)
    lacking = [one.name for one in (*EVERYWHERE, *document.fields) if one.name not in values]
    assert not lacking, f"{document.id} does not fill {lacking}"
    where = f"exports/templates/{document.template.name}"
    try:
        template = DocxTemplate(BytesIO(document.template.read_bytes()))
        # What a template says is data: it can compute nothing but the fields, and what a field holds is never markup.
        template.render(values, SandboxedEnvironment(undefined=StrictUndefined, autoescape=True))
    except FileNotFoundError:
        raise WrongTemplate(
            f"没有模板 {where}；请放回原来的那一份，或用 python -m exports templates 重新生成。"
        ) from None
    except (PackageNotFoundError, BadZipFile, KeyError):
        raise WrongTemplate(f"{where} 不是 Word 文件（.docx），或者已经损坏；请另存为 .docx。") from None
    except UndefinedError as why:
        name = next(iter(re.findall(r"'([^']+)'", str(why))), "")
        raise WrongTemplate(f"{where} 里写了“{name}”，没有这个字段；可以用的是：{_names(document.fields)}。") from None
    except (TemplateSyntaxError, TemplateError) as why:
        raise WrongTemplate(
            f"{where} 里的花括号没有写对：{why}。一个字段写成 {{{{ 发文机关 }}}}，前后各两个花括号。"
        ) from None
    out = BytesIO()
    template.save(out)
    return out.getvalue()


def _names(fields: tuple[Field, ...]) -> str:
    return "、".join(one.name for one in (*EVERYWHERE, *fields))
