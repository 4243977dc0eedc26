<?php
/**
 * A request to the shop in a process of its own: notes an order and ends. With `fastcgi` PHP can end its answer early,
 * as under FPM. Prints what happened, in order.
 *
 *   php request.php ADDRESS [fastcgi]
 */
if (isset($argv[2])) {
    function fastcgi_finish_request()
    {
        echo ' answered';
    }
}
require __DIR__ . '/stubs.php';
require __DIR__ . '/harness.php';
require __DIR__ . '/fixture.php';
require __DIR__ . '/../echelon/echelon.php';

class CookieStub
{
    public function write()
    {
        echo ' cookie';
    }
}

ob_start();
Fixture::reset();
Fixture::connect($argv[1]);
Context::getContext()->cookie = new CookieStub();
Hook::exec('actionOrderStatusPostUpdate', ['id_order' => 1042]);
Hook::exec('actionOrderHistoryAddAfter', ['order_history' => (object) ['id_order' => 1042]]);
register_shutdown_function(function () {
    echo ' ' . Fixture::rows()[0]['state'];
});
echo 'page';
