<?php
/** Sending: what goes out, what each answer means, when the next attempt is, and that nobody sends a row twice. */
function failTimes(int $status): array
{
    $receiver = new Receiver();
    $receiver->answer($status);
    Fixture::connect($receiver->address());
    Fixture::outbox()->add('order', 1042, 1);

    return [$receiver, Fixture::$now];
}

test('a delivery is signed, is JSON in UTF-8, and its row is sent', function () {
    $receiver = new Receiver();
    Fixture::connect($receiver->address());
    Fixture::outbox()->add('order', 1042, 1);
    same(['sent' => 1, 'failed' => 0], Fixture::sender()->run(10, 10));
    $requests = $receiver->requests();
    same(1, count($requests), 'the number of requests');
    $headers = $requests[0]['headers'];
    same(['POST', '/webhooks/presta', 'application/json'], [$requests[0]['method'], $requests[0]['path'], $headers['content-type']]);
    same((string) Fixture::$now, $headers['webhook-timestamp']);
    $signed = EchelonSignature::headers($headers['webhook-id'], Fixture::$now, $requests[0]['body'], Fixture::SECRET);
    same('webhook-signature: ' . $headers['webhook-signature'], $signed[2]);
    contains('"last_name":"Müller"', $requests[0]['body']);
    same(Fixture::event('order', 1042), json_decode($requests[0]['body'], true));
    $row = Fixture::rows()[0];
    same(['sent', (string) Fixture::$now, '', '0'], [$row['state'], $row['sent'], $row['last_error'], $row['leased_until']]);
    same(['sent' => 0, 'failed' => 0], Fixture::sender()->run(10, 10), 'a second run');
});

test('a name that is not UTF-8 holds up nothing', function () {
    ObjectModel::$all['Customer'][77]['lastname'] = "M\xfcller";
    contains("M\u{fffd}ller", EchelonSender::json(Fixture::event('customer', 77)));
});

foreach ([200, 202, 204, 299] as $status) {
    test("$status means sent", function () use ($status) {
        failTimes($status);
        Fixture::sender()->run(10, 10);
        same('sent', Fixture::rows()[0]['state']);
    });
}

foreach ([302, 400, 401, 404, 429, 500, 503] as $status) {
    test("$status means that it is tried again", function () use ($status) {
        failTimes($status);
        same(['sent' => 0, 'failed' => 1], Fixture::sender()->run(10, 10));
        $row = Fixture::rows()[0];
        same(['waiting', '1', (string) (Fixture::$now + 5)], [$row['state'], $row['tries'], $row['next_try']]);
        contains('answer ' . $status, $row['last_error']);
    });
}

test('a redirect is not followed', function () {
    $receiver = new Receiver();
    $other = new Receiver();
    $receiver->answer(307, '', 'Location: ' . $other->address());
    Fixture::connect($receiver->address());
    Fixture::outbox()->add('order', 1042, 1);
    Fixture::sender()->run(10, 10);
    same([1, 0], [count($receiver->requests()), count($other->requests())]);
    contains('a redirect', Fixture::rows()[0]['last_error']);
});

test('attempts come after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and three days, then no more, with one webhook-id', function () {
    list($receiver) = failTimes(500);
    $sender = Fixture::sender();
    foreach ([5, 300, 1800, 7200, 18000, 36000, 86400, 86400, 86400] as $wait) {
        same(1, $sender->run(10, 10)['failed'], 'the attempt when it is due');
        Fixture::$now += $wait - 1;
        same(0, $sender->run(10, 10)['failed'], 'the attempt a second too early');
        ++Fixture::$now;
    }
    same('waiting', Fixture::rows()[0]['state']);
    same(1, $sender->run(10, 10)['failed'], 'the last attempt');
    same('failed', Fixture::rows()[0]['state']);
    Fixture::$now += 10000000;
    same(0, $sender->run(10, 10)['failed'], 'one more');
    $requests = $receiver->requests();
    same(10, count($requests), 'the number of requests');
    same(1, count(array_unique(array_map(function ($request) {
        return $request['headers']['webhook-id'];
    }, $requests))), 'the number of ids');
    check($requests[0]['headers']['webhook-timestamp'] !== $requests[1]['headers']['webhook-timestamp'], 'the time is that of sending');
    Fixture::outbox()->retryFailed();
    $receiver->answer(200);
    same(1, $sender->run(10, 10)['sent'], 'tried again by hand');
});

test('new content gets a new webhook-id, and so does another row with the same content', function () {
    list($receiver) = failTimes(500);
    Fixture::sender()->run(10, 10);
    ObjectModel::$all['Order'][1042]['current_state'] = '6';
    Fixture::$now += 5;
    $receiver->answer(200);
    Fixture::sender()->run(10, 10);
    Fixture::outbox()->add('order', 1042, 1);
    Fixture::sender()->run(10, 10);
    same(3, count(array_unique(array_map(function ($request) {
        return $request['headers']['webhook-id'];
    }, $receiver->requests()))), 'the number of ids');
});

test('410 stops sending, loses nothing, and saving the settings starts it again', function () {
    list($receiver) = failTimes(410);
    Fixture::outbox()->add('customer', 77, 1);
    same(['sent' => 0, 'failed' => 1], Fixture::sender()->run(10, 10));
    check((new EchelonSettings(1))->isStopped(), 'sending is stopped');
    Fixture::$now += 100000;
    $receiver->answer(200);
    same(['sent' => 0, 'failed' => 0], Fixture::sender()->run(10, 10));
    same(1, count($receiver->requests()), 'the number of requests');
    contains('410', Fixture::rows()[0]['last_error']);
    same(['waiting', 'waiting'], array_column(Fixture::rows(), 'state'));
    EchelonSettings::resume();
    same(['sent' => 2, 'failed' => 0], Fixture::sender()->run(10, 10));
});

test('410 of one shop does not stop another', function () {
    $gone = new Receiver();
    $gone->answer(410);
    $receiver = new Receiver();
    Fixture::connect($gone->address(), 1);
    Fixture::connect($receiver->address(), 2);
    Fixture::outbox()->add('customer', 77, 1);
    Fixture::outbox()->add('order', 1042, 2);
    same(['sent' => 1, 'failed' => 1], Fixture::sender()->run(10, 10));
    same([true, false], [(new EchelonSettings(1))->isStopped(), (new EchelonSettings(2))->isStopped()]);
});

test('where nobody listens, one row is tried and the others wait', function () {
    Fixture::connect('http://127.0.0.1:' . freePort() . '/webhooks/presta');
    Fixture::outbox()->add('customer', 77, 1);
    Fixture::outbox()->add('order', 1042, 1);
    same(['sent' => 0, 'failed' => 1], Fixture::sender()->run(10, 10));
    same(['1', '0'], array_column(Fixture::rows(), 'tries'));
    contains('no answer', Fixture::rows()[0]['last_error']);
});

test('a refused row does not hold up the next', function () {
    list($receiver) = failTimes(200);
    ObjectModel::$all['Order'][1042]['id_currency'] = '9';
    Fixture::outbox()->add('customer', 77, 1);
    same(['sent' => 1, 'failed' => 1], Fixture::sender()->run(10, 10));
    same('the currency cannot be read', Fixture::rows()[0]['last_error']);
    same(1, count($receiver->requests()), 'the number of requests');
});

test('an error of the shop is told by its kind only', function () {
    failTimes(200);
    $payload = new class(Fixture::clock()) extends EchelonPayload {
        public function event(array $row): ?array
        {
            throw new RuntimeException('anna@example.test');
        }
    };
    (new EchelonSender(Fixture::outbox(), $payload, new EchelonHttp(), Fixture::clock()))->run(10, 10);
    same('error in the shop: RuntimeException', Fixture::rows()[0]['last_error']);
});

test('a refusal names the fields, and no values', function () {
    list($receiver) = failTimes(400);
    $receiver->answer(400, json_encode(['detail' => 'anna', 'errors' => [
        ['pointer' => '/data/total', 'reason' => 'anna'], ['pointer' => '<b>'], 'x', ['pointer' => '#/data/lines/0/tax'],
    ]]));
    Fixture::sender()->run(10, 10);
    same('answer 400: the content was refused (/data/total, #/data/lines/0/tax)', Fixture::rows()[0]['last_error']);
});

test('a guest\'s row goes without being sent', function () {
    list($receiver) = failTimes(200);
    Fixture::outbox()->add('customer', 78, 1);
    same(['sent' => 1, 'failed' => 0], Fixture::sender()->run(10, 10));
    same(['order'], array_column(Fixture::rows(), 'kind'));
});

test('a leased row is left alone to the end of its lease, and taken after it', function () {
    Fixture::outbox()->add('order', 1042, 1);
    $first = Fixture::outbox()->take([], 0);
    check($first !== null, 'the row is taken');
    Fixture::$now += 59;
    same(null, Fixture::outbox()->take([], 0));
    ++Fixture::$now;
    $second = Fixture::outbox()->take([], 0);
    same($first['id'], $second['id']);
    Fixture::outbox()->succeed($first);
    same('waiting', Fixture::rows()[0]['state'], 'what the late first says');
    Fixture::outbox()->succeed($second);
    same('sent', Fixture::rows()[0]['state'], 'what the second says');
});

test('a process that dies between sending and noting sends again, with the same webhook-id', function () {
    list($receiver) = failTimes(200);
    same([9, ''], Fixture::worker($receiver->address(), 'die'));
    same(['waiting', '1'], [Fixture::rows()[0]['state'], Fixture::rows()[0]['tries']]);
    Fixture::$now += 59;
    same([0, '0'], Fixture::worker($receiver->address()));
    ++Fixture::$now;
    same([0, '1'], Fixture::worker($receiver->address()));
    $requests = $receiver->requests();
    same(2, count($requests), 'the number of requests');
    same($requests[0]['headers']['webhook-id'], $requests[1]['headers']['webhook-id']);
    same($requests[0]['body'], $requests[1]['body']);
});

test('a row whose process dies every time is given up in the end', function () {
    failTimes(200);
    Db::getInstance()->execute('UPDATE `ps_echelon_outbox` SET `tries` = 10');
    same(['sent' => 0, 'failed' => 1], Fixture::sender()->run(10, 10));
    same(['failed', 'sending broke off again and again'], [Fixture::rows()[0]['state'], Fixture::rows()[0]['last_error']]);
});

test('four processes at once send each of sixty rows exactly once', function () {
    $receiver = new Receiver();
    Fixture::connect($receiver->address());
    for ($id = 2000; $id < 2060; ++$id) {
        ObjectModel::$all['Order'][$id] = Fixture::order();
        Fixture::outbox()->add('order', $id, 1);
    }
    $logs = $processes = [];
    for ($i = 0; $i < 4; ++$i) {
        $logs[] = tempnam(sys_get_temp_dir(), 'echelon');
        $processes[] = start(Fixture::workerCommand($receiver->address()), Fixture::environment(), $logs[$i]);
    }
    foreach ($processes as $process) {
        while (proc_get_status($process)['running']) {
            usleep(2000);
        }
        proc_close($process);
    }
    $sent = array_map('file_get_contents', $logs);
    array_map('unlink', $logs);
    same('', implode('', array_map(function ($text) {
        return preg_replace('/^\d+$/D', '', $text);
    }, $sent)), 'trouble of the processes');
    $orders = array_map(function ($request) {
        return json_decode($request['body'], true)['data']['id'];
    }, $receiver->requests());
    sort($orders);
    same(array_map('strval', range(2000, 2059)), $orders, 'the orders that came');
    same(['sent'], array_values(array_unique(array_column(Fixture::rows(), 'state'))));
});

test('a run ends at its limit, and sent rows go after seven days', function () {
    list($receiver) = failTimes(200);
    Fixture::outbox()->add('customer', 77, 1);
    same(1, Fixture::sender()->run(1, 10)['sent']);
    same(0, Fixture::sender()->run(1, 0)['sent'], 'without time');
    same(1, Fixture::sender()->run(1, 10)['sent']);
    Fixture::$now += 604800;
    Fixture::sender()->run(1, 10);
    same(2, count(Fixture::rows()), 'rows after seven days');
    ++Fixture::$now;
    Fixture::sender()->run(1, 10);
    same([], Fixture::rows(), 'rows a second later');
});

test('rows of a shop without address wait', function () {
    list($receiver) = failTimes(200);
    Configuration::$ofShop[2] = [EchelonSettings::ADDRESS => ''];
    Fixture::outbox()->add('order', 1042, 2);
    same(1, Fixture::sender()->run(10, 10)['sent']);
    same(['waiting', '0', 'the settings are not complete'], [
        Fixture::rows()[1]['state'], Fixture::rows()[1]['tries'], Fixture::rows()[1]['last_error'],
    ]);
});

test('an answer that does not end is not waited for', function () {
    $server = stream_socket_server('tcp://127.0.0.1:0');
    $name = stream_socket_get_name($server, false);
    $start = microtime(true);
    $answer = (new EchelonHttp())->get('http://' . $name . '/', [], 0.2);
    same(0, $answer['status']);
    check($answer['error'] !== '', 'there is a reason');
    check(microtime(true) - $start < 5, 'it took too long');
    fclose($server);
});

test('a wrong certificate ends the connection', function () {
    $folder = sys_get_temp_dir() . '/echelon-tls-' . bin2hex(random_bytes(6));
    mkdir($folder);
    $key = openssl_pkey_new(['private_key_bits' => 2048]);
    $request = openssl_csr_new(['commonName' => 'localhost'], $key);
    openssl_x509_export(openssl_csr_sign($request, null, $key, 1), $certificate);
    openssl_pkey_export($key, $private);
    file_put_contents("$folder/pem", $certificate . $private);
    $port = freePort();
    $code = '$c = stream_context_create(["ssl" => ["local_cert" => $argv[1]]]);'
        . '$s = stream_socket_server("tls://127.0.0.1:" . $argv[2], $e, $t, 12, $c); while (true) { @stream_socket_accept($s, 20); }';
    $process = start([PHP_BINARY, '-r', $code, "$folder/pem", (string) $port], [], "$folder/log");
    waitForPort($port);
    $answer = (new EchelonHttp())->post("https://localhost:$port/webhooks/a", [], '{}', 5);
    proc_terminate($process, 9);
    proc_close($process);
    array_map('unlink', glob("$folder/*"));
    rmdir($folder);
    same(0, $answer['status']);
    check(preg_match('/certificate|SSL peer/i', $answer['error']) === 1, 'the reason is: ' . $answer['error']);
});

test('a request answers first, then sends what it has noted, once', function () {
    $receiver = new Receiver();
    same([0, 'page cookie answered sent'], finish([PHP_BINARY, __DIR__ . '/../request.php', $receiver->address(), 'fastcgi']));
    same(1, count($receiver->requests()), 'the number of requests');
});

test('where PHP cannot end its answer early, the row waits for cron', function () {
    $receiver = new Receiver();
    same([0, 'page waiting'], finish([PHP_BINARY, __DIR__ . '/../request.php', $receiver->address()]));
    same(0, count($receiver->requests()), 'the number of requests');
});

test('an Echelon that is away does no more to a request than to leave its row', function () {
    same([0, 'page cookie answered waiting'], finish([
        PHP_BINARY, __DIR__ . '/../request.php', 'http://127.0.0.1:' . freePort() . '/webhooks/presta', 'fastcgi',
    ]));
});
