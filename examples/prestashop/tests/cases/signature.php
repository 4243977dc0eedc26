<?php
/** Signatures after Standard Webhooks. */
test('the signature is that of the published vector', function () {
    same([
        'webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek',
        'webhook-timestamp: 1614265330',
        'webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    ], EchelonSignature::headers('msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, '{"test": 2432232314}', Fixture::SECRET));
});

$secrets = [
    [Fixture::SECRET, true], [substr(Fixture::SECRET, 6), true], ['whsec_' . base64_encode(str_repeat('x', 16)), true],
    ['whsec_' . base64_encode(str_repeat('x', 15)), false], ['whsec_', false], ['', false], ['whsec_*', false],
];
foreach ($secrets as $i => $case) {
    test("secret $i is " . ($case[1] ? 'one' : 'none'), function () use ($case) {
        same($case[1], EchelonSettings::isSecret($case[0]));
    });
}

test('nothing is signed without a secret', function () {
    try {
        EchelonSignature::headers('a', 1, '{}', 'x');
        check(false, 'nothing was thrown');
    } catch (EchelonException $e) {
        contains('whsec_', $e->getMessage());
    }
});
