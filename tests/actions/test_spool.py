"""What is put aside is on disk, sealed, in order; it comes in once, and what cannot be written is never said to be."""

import os
import resource
import signal
import subprocess
import sys
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from chairside.actions.spooling import spool as spool_module
from chairside.actions.spooling.kept import Kept
from chairside.actions.spooling.seal import Seal, Unreadable
from chairside.actions.spooling.spool import Spool, SpoolUnwritable
from chairside.actions.take_from_spool import take_from_spool
from chairside.carriers.port import Envelope
from chairside.models import KnockTally, Message, TextNumber
from tests.cast import ACCOUNT, NOW

KEN, OURS = "+13125550121", "+13125550190"
SECRET = "a secret of at least thirty-two characters"


@pytest.fixture
def spool(tmp_path):
    made = Spool(tmp_path / "spool", SECRET, 1_000_000)
    made.open()
    return made


def kept(body="Hi", *, number=KEN, sid=None, at=NOW, path="/hooks/nobody/messages", is_checked=True):
    form = {
        "MessageSid": f"SM{(sid or uuid4()).hex}",
        "AccountSid": ACCOUNT,
        "From": number,
        "To": OURS,
        "Body": body,
    }
    return Kept(at, Envelope(path, "", "signature", urlencode(form).encode()), is_checked)


def test_what_is_put_aside_comes_back_as_it_was(spool):
    one = kept("¿Sí? 🦷")
    spool.put([one])
    assert spool.read(spool.waiting()[0]) == [one]


def test_files_come_back_in_the_order_of_their_making_even_if_the_clock_is_set_back(spool, monkeypatch):
    spool.put([kept("first")])
    monkeypatch.setattr(spool_module.time, "time_ns", lambda: 5)
    spool.put([kept("second")])
    again = Spool(spool.directory, SECRET, 1_000_000)
    again.open()
    again.put([kept("third")])
    bodies = [spool.read(file)[0].envelope.body for file in spool.waiting()]
    assert [name in body for name, body in zip([b"first", b"second", b"third"], bodies, strict=True)] == [True] * 3


def test_nothing_readable_lies_on_disk(spool):
    spool.put([kept("CANARY", number="+13125550188")])
    [file] = spool.waiting()
    content = file.read_bytes()
    assert b"CANARY" not in content
    assert b"13125550188" not in content
    assert file.stat().st_mode & 0o777 == 0o600


def test_another_key_is_told_and_its_files_stay(spool):
    spool.put([kept()])
    other = Spool(spool.directory, "another secret of thirty-two characters", 1_000_000)
    other.open()
    assert not other.waits()
    assert (other.state().waiting, other.state().foreign) == (0, 1)
    assert spool.state().waiting == 1


@pytest.mark.parametrize("damage", [lambda content: content[:-1], lambda content: content[:40] + b"x" + content[41:]])
def test_a_damaged_file_is_set_aside_and_holds_up_nobody(spool, damage, db):
    spool.put([kept()])
    [file] = spool.waiting()
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(Unreadable):
        spool.read(file)
    assert take_from_spool(spool, "http://testserver", NOW)
    assert (spool.state().waiting, spool.state().unreadable) == (0, 1)


def test_a_full_spool_takes_no_more_and_keeps_room_for_checked_texts(tmp_path):
    small = Spool(tmp_path, SECRET, 6_000)
    small.open()
    small.put([kept("x" * 500, is_checked=False)])
    with pytest.raises(SpoolUnwritable, match="full"):
        small.put([kept("x" * 500, is_checked=False)])
    small.put([kept("x" * 500)])
    with pytest.raises(SpoolUnwritable, match="full"):
        small.put([kept("x" * 4_000)])
    assert small.state().waiting == 2


def test_a_disk_without_room_is_told_and_leaves_no_half_file(spool):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        with pytest.raises(SpoolUnwritable, match="File too large"):
            spool.put([kept()])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert [path.name for path in spool.directory.iterdir() if path.is_file()] == []


@pytest.mark.parametrize("command", ["serve", "intake"])
def test_a_server_refuses_to_start_without_a_spool_and_says_so(tmp_path, command):
    (tmp_path / "file").write_text("in the way")
    done = subprocess.run(
        [sys.executable, "-m", "chairside", command, "--port", "0"],
        env=os.environ | {"CHAIRSIDE_SPOOL": str(tmp_path / "file" / "spool")},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith(f"The spool {tmp_path}/file/spool cannot be written: Not a directory.")
    assert "CHAIRSIDE_SPOOL" in done.stderr
    assert len(done.stderr.splitlines()) == 1


class TestTakingIn:
    @pytest.fixture
    def path(self, cast):
        cast.person("Ken Ito", KEN)
        return f"/hooks/{TextNumber.objects.get(number=OURS).path_token}/messages"

    def test_in_order_with_the_moment_at_which_they_came(self, spool, path):
        for place in range(5):
            spool.put([kept(f"text {place}", path=path, at=NOW + timedelta(seconds=place))])
        while take_from_spool(spool, "http://testserver", NOW + timedelta(hours=1)):
            pass
        texts = list(Message.objects.order_by("id"))
        assert [text.body for text in texts] == [f"text {place}" for place in range(5)]
        assert [text.at for text in texts] == [NOW + timedelta(seconds=place) for place in range(5)]
        assert not spool.waits()

    def test_once_however_often_we_die_in_between(self, spool, path, monkeypatch):
        spool.put([kept("a", path=path), kept("b", path=path)])

        def die(*_):
            raise KeyboardInterrupt

        monkeypatch.setattr(Spool, "done", die)
        with pytest.raises(KeyboardInterrupt):
            take_from_spool(spool, "http://testserver", NOW)
        monkeypatch.undo()
        assert Message.objects.count() == 2
        assert take_from_spool(spool, "http://testserver", NOW)
        assert Message.objects.count() == 2

    def test_a_strangers_text_goes_with_its_file(self, spool, path):
        spool.put([kept("CANARY", number="+13125550188", path=path)])
        take_from_spool(spool, "http://testserver", NOW)
        assert KnockTally.objects.get().strangers == 1
        assert not Message.objects.exists()
        assert (spool.state().waiting, spool.state().refused) == (0, 0)

    def test_what_the_database_refuses_is_kept_for_a_person_and_holds_up_nobody(self, spool, path, monkeypatch):
        def choke(batch, knock, _):
            if knock.body == "poison":
                raise ValueError
            return original(batch, knock, _)

        original = spool_batch().take
        monkeypatch.setattr(spool_batch(), "take", choke)
        spool.put([kept("before", path=path), kept("poison", path=path), kept("after", path=path)])
        take_from_spool(spool, "http://testserver", NOW)
        assert [message.body for message in Message.objects.order_by("id")] == ["before", "after"]
        assert (spool.state().waiting, spool.state().refused) == (0, 1)

    def test_two_processes_never_take_in_at_once(self, spool, path):
        spool.put([kept(path=path)])
        with spool.alone() as is_free:
            assert is_free
            assert not take_from_spool(spool, "http://testserver", NOW)
        assert take_from_spool(spool, "http://testserver", NOW)


def spool_batch():
    from chairside.actions.receiving.batch import Batch

    return Batch


def test_the_key_is_its_own():
    assert Seal(SECRET).name != Seal(SECRET + "!").name
    with pytest.raises(Unreadable):
        Seal(SECRET + "!").open(Seal(SECRET).close(b"x"))
