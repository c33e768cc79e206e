"""Do saved views stay what they were, whatever else is written, and is a damaged file kept?"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pages.beside.explore import saved_views
from pages.beside.explore.saved_views import FILE, NotKept, SavedView, delete, put_back, save, saved

ME = "王甲"
KNOWN = frozenset(("numbers", "rows", "month", "text"))
PARAMETERS = {
    "numbers": ("收集问题", "已解决"),
    "rows": "类别",
    "month": "2017年3月",
    "text": "路灯 a&b=c",
    "desk": "1",
}


def test_存下的按名字取得出_只留认得的参数(tmp_path: Path) -> None:
    save(tmp_path / "new" / "views", ME, "  每周 三比 ", "explore", PARAMETERS, KNOWN)
    found = saved(tmp_path / "new" / "views", ME)
    assert list(found) == ["每周 三比"]
    assert found["每周 三比"].page == "explore"
    assert found["每周 三比"].parameters == {k: v for k, v in PARAMETERS.items() if k in KNOWN}


def test_没有文件就是一个也没有(tmp_path: Path) -> None:
    assert saved(tmp_path / "none", ME) == {}


def test_同名的不覆盖_删掉的可以放回(tmp_path: Path) -> None:
    save(tmp_path, ME, "甲", "explore", {"rows": "类别"}, KNOWN)
    with pytest.raises(NotKept, match="名称“甲”已存在"):
        save(tmp_path, ME, "甲", "explore", {"rows": "辖市区"}, KNOWN)
    was = delete(tmp_path, ME, "甲")
    assert was is not None and was.parameters == {"rows": "类别"}
    assert saved(tmp_path, ME) == {}
    put_back(tmp_path, ME, "甲", was)
    assert saved(tmp_path, ME)["甲"] == was
    assert delete(tmp_path, ME, "没有的") is None


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "请输入名称"),
        (" \n ", "请输入名称"),
        ("长" * 41, "最多40个字"),
        ("a\x00b", "控制符"),
        ("张家 10000000001", "电话和证件号"),
    ],
)
def test_不成名字的不存(tmp_path: Path, name: str, sentence: str) -> None:
    with pytest.raises(NotKept, match=sentence):
        save(tmp_path, ME, name, "explore", {}, KNOWN)
    assert saved(tmp_path, ME) == {}


def test_满了和太长的不存(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_views, "MOST", 2)
    for name in "甲乙":
        save(tmp_path, ME, name, "explore", {}, KNOWN)
    with pytest.raises(NotKept, match="最多保存2个"):
        save(tmp_path, ME, "丙", "explore", {}, KNOWN)
    with pytest.raises(NotKept, match="条件过多"):
        save(tmp_path, ME, "丁", "explore", {"text": "字" * 1000}, KNOWN)


@pytest.mark.parametrize(
    "said",
    ["", "{", "[]", '{"甲": 1}', '{"甲": {"page": "explore"}}', '{"甲": {"page": "../x", "query": ""}}', "\xff\xfe"],
)
def test_坏了的文件原样挪开_说一句话_之后可以重新存(tmp_path: Path, said: str) -> None:
    (tmp_path / FILE).write_bytes(said.encode("latin-1") if said == "\xff\xfe" else said.encode())
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(NotKept, match="文件已损坏，已原样移至"):
        saved(tmp_path, ME)
    assert [path.read_bytes() for path in tmp_path.glob("*.damaged")] == [before]
    save(tmp_path, ME, "甲", "explore", {}, KNOWN)
    assert list(saved(tmp_path, ME)) == ["甲"]


def test_写到一半断了_原来的还在(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(tmp_path, ME, "甲", "explore", {}, KNOWN)

    def cut(*_: object, **__: object) -> None:
        raise OSError(28, "设备上没有空间")

    monkeypatch.setattr(json, "dump", cut)
    with pytest.raises(NotKept, match="无法保存：设备上没有空间"):
        save(tmp_path, ME, "乙", "explore", {}, KNOWN)
    assert list(saved(tmp_path, ME)) == ["甲"]
    assert not list(tmp_path.glob("*.partial"))


def test_同时存的一个不丢(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as people:
        list(people.map(lambda n: save(tmp_path, ME, f"第{n}个", "explore", {}, KNOWN), range(40)))
    assert set(saved(tmp_path, ME)) == {f"第{n}个" for n in range(40)}


def test_文件里只有账号_名字_页和查询(tmp_path: Path) -> None:
    save(tmp_path, ME, "甲", "explore", {"rows": "类别"}, KNOWN)
    written = json.loads((tmp_path / FILE).read_text(encoding="utf-8"))
    assert written == {"owners": {ME: {"甲": {"page": "explore", "query": "rows=%E7%B1%BB%E5%88%AB"}}}}
    assert saved(tmp_path, ME) == {"甲": SavedView("explore", "rows=%E7%B1%BB%E5%88%AB")}


def test_各人只有自己的_同名也不相干(tmp_path: Path) -> None:
    save(tmp_path, ME, "甲", "explore", {"rows": "类别"}, KNOWN)
    save(tmp_path, "李乙", "甲", "explore", {"rows": "辖市区"}, KNOWN)
    save(tmp_path, "", "乙", "explore", {}, KNOWN)
    assert {owner: list(saved(tmp_path, owner)) for owner in (ME, "李乙", "", "赵丙")} == {
        ME: ["甲"], "李乙": ["甲"], "": ["乙"], "赵丙": [],
    }  # fmt: skip
    delete(tmp_path, "李乙", "甲")
    assert saved(tmp_path, ME)["甲"].parameters == {"rows": "类别"}


def test_没有账号时存的_还在_归没有登录的人(tmp_path: Path) -> None:
    old = {"甲": {"page": "explore", "query": "rows=a"}, "owners": {"page": "explore", "query": ""}}
    (tmp_path / FILE).write_text(json.dumps(old), encoding="utf-8")
    assert list(saved(tmp_path, "")) == ["甲", "owners"]
    save(tmp_path, ME, "乙", "explore", {}, KNOWN)
    assert (list(saved(tmp_path, "")), list(saved(tmp_path, ME))) == (["甲", "owners"], ["乙"])
