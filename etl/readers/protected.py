"""Is a file locked for everybody, or does Excel open it without asking?

A workbook whose structure is protected is stored encrypted with a password of Excel's own: whoever opens it sees no
difference. Every other password is the sender's, and is never tried.
"""

from __future__ import annotations

from io import BytesIO

OWN_PASSWORD = "VelvetSweatshop"  # pragma: allowlist secret


def opened(data: bytes) -> bytes | None:
    """The file without its encryption; None where it has a password of its own."""
    import msoffcrypto  # costs as much as reading a small file, and few need it

    plain = BytesIO()
    try:
        file = msoffcrypto.OfficeFile(BytesIO(data))
        file.load_key(password=OWN_PASSWORD)
        file.decrypt(plain)
    except Exception:  # noqa: BLE001 (it raises whatever a damaged container makes it)
        return None
    return plain.getvalue()
