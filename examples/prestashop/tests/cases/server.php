<?php
/** The module against a real Echelon: the binary that ECHELON names, with a database of its own, on loopback. */
class RealServer
{
    public $address;
    public $token;
    public $key = 'presta';
    private $folder;
    private $process;

    public function __construct()
    {
        $binary = (string) getenv('ECHELON');
        if ($binary === '' || !is_executable($binary)) {
            throw new Skipped('ECHELON names no binary of the server');
        }
        $this->folder = sys_get_temp_dir() . '/echelon-server-' . bin2hex(random_bytes(6));
        mkdir($this->folder);
        $db = ['--db', $this->folder . '/a.db'];
        $this->run(array_merge([$binary, 'source', 'add', '--key', $this->key, '--platform', 'generic', '--secret', Fixture::SECRET], $db));
        $scopes = ['--scope', 'read', '--scope', 'rules', '--scope', 'customers', '--scope', 'settings'];
        $made = $this->run(array_merge([$binary, 'token', 'create', '--name', 'test'], $scopes, $db));
        check(preg_match('/ech_\S+/', $made, $found) === 1, 'a token is made');
        $this->token = $found[0];
        $port = freePort();
        $public = realpath(__DIR__ . '/../../../../public');
        $this->process = start(array_merge([$binary, 'serve', '--port', (string) $port, '--public', $public], $db), [], $this->folder . '/log');
        waitForPort($port);
        $this->address = "http://127.0.0.1:$port";
    }

    public function connect(): void
    {
        Fixture::connect($this->address . '/webhooks/' . $this->key);
    }

    /** A request to the API; null for a status that is not 200 or 201. */
    public function api(string $path, ?array $body = null): ?array
    {
        $http = new EchelonHttp();
        $headers = ['Authorization: Bearer ' . $this->token];
        $answer = $body === null
            ? $http->get($this->address . $path, $headers, 5)
            : $http->post($this->address . $path, $headers, json_encode($body), 5);

        return in_array($answer['status'], [200, 201], true) ? json_decode($answer['body'], true) : null;
    }

    public function stop(): void
    {
        proc_terminate($this->process, 15);
        while (proc_get_status($this->process)['running']) {
            usleep(5000);
        }
        proc_close($this->process);
        array_map('unlink', glob($this->folder . '/*'));
        rmdir($this->folder);
    }

    private function run(array $command): string
    {
        list($status, $text) = finish($command);
        check($status === 0, $text);

        return $text;
    }
}

/** Runs with a server, which is stopped whatever happens. */
function withServer(callable $body): void
{
    $server = new RealServer();
    try {
        // Its clock is the machine's.
        Fixture::$now = time();
        $server->connect();
        $body($server);
    } finally {
        $server->stop();
    }
}

test('a real Echelon takes the test delivery, and refuses a wrong secret and an unknown source', function () {
    withServer(function ($server) {
        same('', Fixture::sender()->ping(new EchelonSettings(1)));
        Configuration::updateValue(EchelonSettings::SECRET, 'whsec_' . base64_encode(str_repeat('x', 24)));
        contains('answer 401', Fixture::sender()->ping(new EchelonSettings(1)));
        $server->key = 'other';
        $server->connect();
        contains('answer 404', Fixture::sender()->ping(new EchelonSettings(1)));
    });
});

test('a real Echelon takes an order with a partial refund, a customer, and a deletion, and has them', function () {
    withServer(function ($server) {
        Fixture::slip('50.000000', '59.500000', '0.000000', '50.000000', 0, '2026-11-22 12:00:00');
        Configuration::updateValue('PS_TIMEZONE', 'Europe/Paris');
        ObjectModel::$all['Order'][1042]['id_currency'] = '1';
        ObjectModel::$all['Order'][1042]['conversion_rate'] = '1.000000';
        Fixture::outbox()->add('order', 1042, 1);
        Fixture::outbox()->add('customer', 77, 1);
        same(['sent' => 2, 'failed' => 0], Fixture::sender()->run(10, 10));
        $order = $server->api('/api/v1/orders/ext:1042');
        check($order !== null, 'the order is there');
        same('1042', $order['external_id']);
        same(['139.90', 'EUR'], [$order['total']['amount'], $order['total']['currency']]);
        same('59.50', $order['refunded']['amount']);
        $customer = $server->api('/api/v1/customers/ext:77');
        same('anna@example.test', $customer['email']);
        Fixture::outbox()->add('order.deleted', 1042, 1);
        Fixture::$now += 2;
        same(['sent' => 1, 'failed' => 0], Fixture::sender()->run(10, 10));
    });
});

test('a real Echelon takes a guest\'s order in another currency, and the same delivery twice', function () {
    withServer(function ($server) {
        ObjectModel::$all['Order'][1042]['id_customer'] = '78';
        Fixture::outbox()->add('order', 1042, 1);
        $before = Fixture::rows();
        same(1, Fixture::sender()->run(10, 10)['sent']);
        Db::getInstance()->execute('UPDATE `ps_echelon_outbox` SET `state` = \'waiting\'');
        same(1, count($before), 'the number of rows');
        same(1, Fixture::sender()->run(10, 10)['sent']);
        $order = $server->api('/api/v1/orders/ext:1042');
        same('PLN', $order['total']['currency']);
    });
});

test('a customer\'s progress comes from a real Echelon', function () {
    withServer(function ($server) {
        check($server->api('/api/v1/groups', ['code' => 'bronze', 'name' => 'Bronze', 'store' => 'default']) !== null, 'a group is made');
        check($server->api('/api/v1/groups', ['code' => 'gold', 'name' => 'Gold', 'store' => 'default']) !== null, 'a group is made');
        $currency = $server->api('/api/v1/stores')['items'][0]['currency'];
        check($server->api('/api/v1/rules', ['kind' => 'tiers', 'name' => 'Loyalty', 'store' => 'default', 'params' => ['tiers' => [
            ['name' => 'Bronze', 'required' => ['amount' => '0.00', 'currency' => $currency], 'group' => 'bronze'],
            ['name' => 'Gold', 'required' => ['amount' => '1000.00', 'currency' => $currency], 'group' => 'gold'],
        ], 'period' => ['kind' => 'lifetime']]]) !== null, 'a ladder is made');
        ObjectModel::$all['Order'][1042]['id_currency'] = '1';
        ObjectModel::$all['Order'][1042]['conversion_rate'] = '1.000000';
        Fixture::outbox()->add('order', 1042, 1);
        same(1, Fixture::sender()->run(10, 10)['sent']);
        Configuration::updateValue(EchelonSettings::READ_TOKEN, $server->token);
        $progress = (new EchelonProgress(new EchelonHttp(), 'time'))->of(77, new EchelonSettings(1), 1);
        check($progress !== null, 'there is an answer');
        same(
            ['rung' => 'Bronze', 'next' => 'Gold', 'missing' => "860.10\u{a0}EUR", 'percent' => 13],
            EchelonProgress::shown($progress, Context::getContext())
        );
    });
});
