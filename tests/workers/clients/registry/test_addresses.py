"""Where may be connected to: what the operator named, what everybody reaches, and never a cloud's metadata."""

import pytest

from workers.clients.registry.addresses import AddressRule, ForbiddenError, Reach, reach_of

HOME = ("registry.example.com", 443)


@pytest.mark.parametrize(
    ("address", "reach"),
    [
        ("93.184.216.34", Reach.GLOBAL),
        ("2606:2800:220:1::1", Reach.GLOBAL),
        ("10.0.0.1", Reach.PRIVATE),
        ("192.168.1.1", Reach.PRIVATE),
        ("fd12::1", Reach.PRIVATE),
        ("127.0.0.1", Reach.LOOPBACK),
        ("127.9.9.9", Reach.LOOPBACK),
        ("::1", Reach.LOOPBACK),
        ("::ffff:127.0.0.1", Reach.LOOPBACK),
        ("::ffff:10.0.0.1", Reach.PRIVATE),
        ("64:ff9b::7f00:1", Reach.LOOPBACK),
        ("169.254.169.254", Reach.NEVER),
        ("169.254.0.7", Reach.NEVER),
        ("fe80::1%eth0", Reach.NEVER),
        ("fd00:ec2::254", Reach.NEVER),
        ("100.100.100.200", Reach.NEVER),
        ("168.63.129.16", Reach.NEVER),
        ("::ffff:169.254.169.254", Reach.NEVER),
        ("64:ff9b::a9fe:a9fe", Reach.NEVER),
        ("2002:a9fe:a9fe::1", Reach.NEVER),
        ("0.0.0.0", Reach.NEVER),
        ("224.0.0.1", Reach.NEVER),
        ("registry.example.com", Reach.NEVER),
        ("", Reach.NEVER),
    ],
)
def test_an_address_reaches_so_far(address, reach):
    assert reach_of(address) is reach


@pytest.mark.parametrize(
    ("home", "host", "found", "kept"),
    [
        (["93.184.216.34"], "cdn.example.net", ["93.184.216.35"], ["93.184.216.35"]),
        (["93.184.216.34"], "cdn.example.net", ["10.0.0.7"], None),
        (["93.184.216.34"], "cdn.example.net", ["10.0.0.7", "93.184.216.35"], ["93.184.216.35"]),
        (["93.184.216.34"], "cdn.example.net", ["127.0.0.1"], None),
        (["10.0.0.1"], "minio.lan", ["10.0.0.7"], ["10.0.0.7"]),
        (["10.0.0.1"], "minio.lan", ["127.0.0.1"], None),
        (["10.0.0.1"], "minio.lan", ["169.254.169.254"], None),
        (["93.184.216.34"], "named.lan", ["10.0.0.7", "127.0.0.1"], ["10.0.0.7", "127.0.0.1"]),
        (["93.184.216.34"], "named.lan", ["169.254.169.254"], None),
        (["127.0.0.1"], HOME[0], ["127.0.0.1"], ["127.0.0.1"]),
    ],
)
def test_a_host_that_nobody_named_must_lie_where_everybody_or_the_registry_lies(home, host, found, kept):
    names = {HOME[0]: home, host: found}
    rule = AddressRule(HOME, ["named.lan"], lambda name, _: names[name])
    if kept is None:
        with pytest.raises(ForbiddenError):
            rule.addresses(host, 443)
    else:
        assert rule.addresses(host, 443) == kept


def test_a_name_is_looked_up_once_so_that_it_cannot_change_in_between():
    answers = [["93.184.216.34"], ["127.0.0.1"]]
    rule = AddressRule(HOME, [], lambda *_: answers.pop(0))
    assert [rule.addresses(HOME[0], 443) for _ in range(3)] == [["93.184.216.34"]] * 3
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("host", "is_allowed"),
    [
        ("registry.example.com", True),
        ("93.184.216.34", True),
        ("10.0.0.9", True),
        ("10.0.0.7", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
    ],
)
def test_behind_a_proxy_a_bare_address_is_still_judged(host, is_allowed):
    rule = AddressRule(HOME, ["10.0.0.9"], lambda *_: [])
    if is_allowed:
        rule.check_literal(host)
    else:
        with pytest.raises(ForbiddenError):
            rule.check_literal(host)
