"""What do the half month's 附件5 come to, for the office that brings those of the villages, or of the communities, together?"""

from __future__ import annotations

from exports.documents.document import Document
from exports.documents.half_month import HALF, of_receiver, receivers

DOCUMENT = Document("half_month_sums", "附件5汇总", 70, make=of_receiver, rhythm=HALF, to=receivers)
