"""Does the scan see a secret that somebody commits?"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from tests.secret_scan import wrong

MADE_UP = sha256(b"nobody's").digest()
PLANTED = {
    "私钥": "-----BEGIN RSA PRIVATE " + "KEY-----\nMIIEow\n",
    "口令": f'client_secret = "{b64encode(MADE_UP).decode()}"\n',
    "地址里的口令": "proxy = 'https://somebody:" + f"{MADE_UP.hex()[:10]}@127.0.0.1'\n",
    "随机的串": f"key: '{MADE_UP.hex()}'\n",
}


@pytest.mark.parametrize("kind", PLANTED)
def test_放进去的密钥检查得出来(kind: str, tmp_path: Path) -> None:
    planted = tmp_path / "settings.toml"
    planted.write_text(PLANTED[kind])
    assert wrong([str(planted)]) == 1


def test_没有密钥的文件通过(tmp_path: Path) -> None:
    harmless = tmp_path / "settings.toml"
    harmless.write_text('client_id = "dazoufang"\nissuer = "https://id.example.org"\n')
    assert wrong([str(harmless)]) == 0
