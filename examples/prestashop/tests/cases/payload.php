<?php
/** What is told of an order and of a customer. */
test('an order of two lines in another currency is told whole', function () {
    same([
        'type' => 'order',
        'data' => [
            'id' => '1042',
            'version' => '2026-11-22T10:15:30Z',
            'status' => ['code' => '2', 'label' => 'Payment accepted', 'paid' => true, 'void' => false],
            'placed_at' => '2026-11-22T10:14:02Z',
            'paid_at' => '2026-11-22T10:15:30Z',
            'test' => false,
            'currency' => 'PLN',
            'conversion_rate' => '4.35',
            'total' => '139.90',
            'tax' => '22.336975',
            'shipping' => '10.00',
            'shipping_tax' => '1.90',
            'refunded' => '0.00',
            'payment_method' => 'ps_wirepayment',
            'country' => 'DE',
            'customer' => [
                'id' => '77', 'is_guest' => false, 'email' => 'anna@example.test', 'first_name' => 'Anna', 'last_name' => 'Müller',
                'locale' => 'de-DE', 'country' => 'DE', 'registered_at' => '2024-05-01T08:00:00Z', 'groups' => ['3', '4'],
                'default_group' => '4',
            ],
            'lines' => [
                [
                    'id' => '1', 'product_id' => '93', 'variant_id' => '0', 'sku' => 'CLUB-YEAR', 'categories' => ['2', '12'],
                    'quantity' => 2, 'refunded_quantity' => 1, 'total' => '119.90', 'tax' => '18.95', 'gift_card' => false,
                ],
                [
                    'id' => '2', 'product_id' => '94', 'variant_id' => '31', 'sku' => '', 'categories' => [],
                    'quantity' => 1, 'refunded_quantity' => 0, 'total' => '20.00', 'tax' => '3.193277', 'gift_card' => false,
                ],
            ],
        ],
    ], Fixture::event('order', 1042));
});

test('passwords and keys are never read', function () {
    $text = EchelonSender::json(Fixture::event('order', 1042)) . EchelonSender::json(Fixture::event('customer', 77));
    same([], array_merge(Order::$reads, Customer::$reads));
    lacks('secret', $text);
    lacks('passwd', $text);
});

$slips = [
    'a slip of products: its total with tax' => ['50.000000', '59.500000', '0.000000', '50.000000', 0, '59.50'],
    'with shipping' => ['50.000000', '59.500000', '10.000000', '50.000000', 2, '69.50'],
    'less a voucher, which the shop has taken off the total' => ['50.000000', '49.500000', '0.000000', '50.000000', 1, '49.50'],
    'an amount that someone entered' => ['50.000000', '59.500000', '0.000000', '20.000000', 2, '20.00'],
    'an old slip with nothing but an amount' => ['0.000000', '0.000000', '0.000000', '12.340000', 0, '12.34'],
    'more than the order: no more than its total' => ['150.000000', '178.500000', '0.000000', '150.000000', 0, '139.90'],
];
foreach ($slips as $what => $case) {
    test("refunded, $what", function () use ($case) {
        Fixture::slip($case[0], $case[1], $case[2], $case[3], $case[4], '2026-11-22 12:00:00');
        same($case[5], Fixture::event('order', 1042)['data']['refunded']);
    });
}

test('two slips add up exactly, and the later of them is the version', function () {
    Fixture::slip('10.000000', '11.100000', '0.000000', '10.000000', 0, '2026-11-22 12:00:01');
    Fixture::slip('20.000000', '22.200000', '0.000000', '20.000000', 0, '2026-11-22 12:00:00');
    $data = Fixture::event('order', 1042)['data'];
    same('33.30', $data['refunded']);
    same('2026-11-22T11:00:01Z', $data['version']);
});

test('an older slip leaves the order\'s own version', function () {
    Fixture::slip('10.000000', '11.100000', '0.000000', '10.000000', 0, '2026-11-22 11:15:29');
    same('2026-11-22T10:15:30Z', Fixture::event('order', 1042)['data']['version']);
});

test('returned and refunded units add up, but never to more than were bought', function () {
    Db::getInstance()->execute('UPDATE `ps_order_detail` SET `product_quantity_return` = 1 WHERE `id_order_detail` = 1');
    same(2, Fixture::event('order', 1042)['data']['lines'][0]['refunded_quantity']);
    Db::getInstance()->execute('UPDATE `ps_order_detail` SET `product_quantity_return` = 2 WHERE `id_order_detail` = 1');
    same(2, Fixture::event('order', 1042)['data']['lines'][0]['refunded_quantity']);
});

$states = [[1, false, false], [2, true, false], [6, false, true], [7, false, true], [8, false, true]];
foreach ($states as $case) {
    test("state $case[0] is " . ($case[1] ? '' : 'not ') . 'paid and ' . ($case[2] ? '' : 'not ') . 'void', function () use ($case) {
        ObjectModel::$all['Order'][1042]['current_state'] = (string) $case[0];
        $status = Fixture::event('order', 1042)['data']['status'];
        same([(string) $case[0], $case[1], $case[2]], [$status['code'], $status['paid'], $status['void']]);
    });
}

test('an order that was never in a paid state has no paid-at, though it has an invoice', function () {
    ObjectModel::$all['Order'][1042]['current_state'] = '1';
    Db::getInstance()->execute('DELETE FROM `ps_order_history` WHERE `id_order_state` = 2');
    same(null, Fixture::event('order', 1042)['data']['paid_at']);
});

test('a paid order without an entry in its history was paid at its invoice', function () {
    Db::getInstance()->execute('DELETE FROM `ps_order_history`');
    same('2026-11-22T10:15:31Z', Fixture::event('order', 1042)['data']['paid_at']);
    ObjectModel::$all['Order'][1042]['invoice_date'] = '0000-00-00 00:00:00';
    same(null, Fixture::event('order', 1042)['data']['paid_at']);
});

test('a guest\'s order says so, and an unknown country or customer is null', function () {
    ObjectModel::$all['Order'][1042]['id_customer'] = '78';
    ObjectModel::$all['Order'][1042]['id_address_invoice'] = '6';
    $data = Fixture::event('order', 1042)['data'];
    same([true, null, 'guest@example.test'], [$data['customer']['is_guest'], $data['customer']['registered_at'], $data['customer']['email']]);
    same([null, null], [$data['country'], $data['customer']['country']]);
    ObjectModel::$all['Order'][1042]['id_customer'] = '79';
    same(null, Fixture::event('order', 1042)['data']['customer']);
});

test('a customer is told with groups, a guest not at all', function () {
    same([
        'type' => 'customer',
        'data' => [
            'id' => '77', 'version' => '2026-11-20T08:00:00Z', 'email' => 'anna@example.test', 'first_name' => 'Anna',
            'last_name' => 'Müller', 'locale' => 'de-DE', 'country' => 'DE', 'registered_at' => '2024-05-01T08:00:00Z',
            'groups' => ['3', '4'], 'default_group' => '4', 'deleted' => false,
        ],
    ], Fixture::event('customer', 77));
    same(null, Fixture::event('customer', 78));
});

test('a customer marked as deleted is told without personal data', function () {
    ObjectModel::$all['Customer'][77]['deleted'] = '1';
    same(['id' => '77', 'version' => '2026-11-20T08:00:00Z', 'deleted' => true], Fixture::event('customer', 77)['data']);
});

test('what is missing is named', function () {
    foreach ([['order', 5, 'the order cannot be read'], ['customer', 5, 'the customer cannot be read'], ['x', 1, 'unknown kind of row']] as $case) {
        try {
            Fixture::event($case[0], $case[1]);
            check(false, 'nothing was thrown');
        } catch (EchelonException $e) {
            same($case[2], $e->getMessage());
        }
    }
});

test('what this process read before is read again', function () {
    Cache::$cleaned = [];
    Fixture::event('order', 1042);
    same(['objectmodel_Order_1042_*'], Cache::$cleaned);
});

$amounts = [['0', '0.00'], ['0.000001', '0.000001'], ['68.200000', '68.20'], [68.2, '68.20'], ['-1.5', '0.00'], [1e9, '1000000000.00'], [null, '0.00'], ['19.999999', '19.999999'], [1.0E-7, '0.00']];
foreach ($amounts as $case) {
    test('the amount ' . var_export($case[0], true) . " is written $case[1]", function () use ($case) {
        same($case[1], EchelonAmount::text(EchelonAmount::millionths($case[0])));
    });
}

$times = [
    ['2026-01-15 12:00:00', 0, '2026-01-15T11:00:00Z'], ['2026-07-15 12:00:00', 0, '2026-07-15T10:00:00Z'],
    // The clock went back at 03:00 on 25 October 2026: 02:30 came twice, at 00:30 and 01:30 UTC.
    ['2026-10-25 02:30:00', gmmktime(0, 30, 0, 10, 25, 2026), '2026-10-25T00:30:00Z'],
    ['2026-10-25 02:30:00', gmmktime(1, 29, 59, 10, 25, 2026), '2026-10-25T00:30:00Z'],
    ['2026-10-25 02:30:00', gmmktime(1, 30, 0, 10, 25, 2026), '2026-10-25T01:30:00Z'],
    ['2026-03-29 01:59:59', 0, '2026-03-29T00:59:59Z'], ['2026-03-29 03:00:00', 0, '2026-03-29T01:00:00Z'],
    ['0000-00-00 00:00:00', 0, null], ['', 0, null], [null, 0, null], ['soon', 0, null],
];
foreach ($times as $i => $case) {
    test("time $i, " . var_export($case[0], true) . ' in Paris, is ' . var_export($case[2], true), function () use ($case) {
        same($case[2], EchelonTime::text((new EchelonTime('Europe/Paris', $case[1]))->seconds($case[0])));
    });
}

test('each shop has its own time zone, and an unknown one is PHP\'s', function () {
    Configuration::$ofShop[1]['PS_TIMEZONE'] = 'America/New_York';
    same('2026-11-22T16:15:30Z', Fixture::event('order', 1042)['data']['version']);
    same((new EchelonTime('Europe/Paris', 0))->seconds('2026-01-01 15:20:00'), (new EchelonTime('Mars/Base', 0))->seconds('2026-01-01 15:20:00'));
});
