"""A demo's directory and ports: what is not ours is left alone, and told so."""

import os
import socket
import stat

import pytest

from chairside.local.places import WrongPlace, empty, ports, prepare


def test_a_new_directory_is_made_for_us_alone(tmp_path):
    prepare(tmp_path / "deep" / "practice").close()
    assert not stat.S_IMODE((tmp_path / "deep" / "practice").stat().st_mode) & 0o066


def test_a_second_demo_in_one_directory_is_refused(tmp_path):
    with prepare(tmp_path), pytest.raises(WrongPlace, match=r"already running in .* End it first"):
        prepare(tmp_path)


def test_a_directory_is_free_again_once_the_first_has_ended(tmp_path):
    prepare(tmp_path).close()
    prepare(tmp_path).close()


def test_a_directory_with_anything_of_somebody_elses_is_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("the only copy")
    with pytest.raises(WrongPlace, match="was not made by Chairside"):
        prepare(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_place_that_cannot_be_a_directory_is_refused_with_what_to_do(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(WrongPlace, match=r"cannot be used: .*Choose another directory with --data"):
        prepare(tmp_path / "file" / "practice")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_unwritable_place_is_refused_with_what_to_do(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(WrongPlace, match="cannot be used: Permission denied"):
        prepare(tmp_path / "practice")


def test_emptying_keeps_the_lock_and_follows_no_link(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "thesis.txt").touch()
    practice = tmp_path / "practice"
    with prepare(practice):
        (practice / "postgres").mkdir()
        (practice / "demo.json").touch()
        (practice / "link").symlink_to(elsewhere)
        empty(practice)
        with pytest.raises(WrongPlace):
            prepare(practice)
    assert (elsewhere / "thesis.txt").exists()
    assert len(list(practice.iterdir())) == 1


def test_zero_gives_three_free_ports():
    found = ports(0)
    assert len(set(found)) == 3
    for port in found:
        socket.create_server(("127.0.0.1", port)).close()


@pytest.mark.parametrize("which", [0, 1, 2], ids=["of the web", "of the phones", "of the intake"])
def test_a_taken_port_is_named(which):
    web, *_ = ports(0)
    refused = pytest.raises(WrongPlace, match=f"Port {web + which} cannot be used: .*Choose another with --port")
    with socket.create_server(("127.0.0.1", web + which)), refused:
        ports(web)


def test_the_port_after_the_last_does_not_exist():
    with pytest.raises(WrongPlace, match="Port 65536 does not exist"):
        ports(65535)
