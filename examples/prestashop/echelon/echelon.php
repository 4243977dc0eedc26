<?php
/**
 * Tells Echelon of orders, refunds and customers, and shows customers how far they are on the ladder.
 *
 * This file owns the hooks, installing and removing. A hook only writes a row into the outbox; what the row stands for
 * is sent once the shop has answered its visitor, or by the cron address.
 *
 * For PrestaShop 1.7.6 to 9 and PHP 7.2 to 8.3.
 */
if (!defined('_PS_VERSION_')) {
    exit;
}

require_once __DIR__ . '/classes/EchelonException.php';
require_once __DIR__ . '/classes/EchelonAmount.php';
require_once __DIR__ . '/classes/EchelonTime.php';
require_once __DIR__ . '/classes/EchelonSettings.php';
require_once __DIR__ . '/classes/EchelonSignature.php';
require_once __DIR__ . '/classes/EchelonHttp.php';
require_once __DIR__ . '/classes/EchelonOutbox.php';
require_once __DIR__ . '/classes/EchelonPayload.php';
require_once __DIR__ . '/classes/EchelonSender.php';
require_once __DIR__ . '/classes/EchelonProgress.php';
require_once __DIR__ . '/classes/EchelonPage.php';

class Echelon extends Module
{
    const VERSION = '1.0.0';

    const HOOKS = [
        'actionOrderHistoryAddAfter',
        'actionOrderStatusPostUpdate',
        'actionOrderSlipAdd',
        'actionOrderEdited',
        'actionObjectOrderDeleteAfter',
        'actionCustomerAccountAdd',
        'actionObjectCustomerUpdateAfter',
        'actionObjectCustomerDeleteAfter',
        'displayCustomerAccount',
    ];

    /** @var bool whether this request sends after its answer already */
    private static $isScheduled = false;

    /** @var array kind and id of what this request has noted */
    private static $noted = [];

    public function __construct()
    {
        $this->name = 'echelon';
        $this->tab = 'front_office_features';
        $this->version = self::VERSION;
        $this->author = 'Echelon';
        $this->need_instance = 0;
        $this->bootstrap = true;
        $this->ps_versions_compliancy = ['min' => '1.7.6.0', 'max' => '9.99.99'];
        parent::__construct();
        $this->displayName = $this->l('Echelon customer groups');
        $this->description = $this->l('Tells Echelon of orders, refunds and customers, and shows customers their progress.');
        $this->confirmUninstall = $this->l('What has not been sent yet is lost. Remove the module?');
    }

    public function install()
    {
        if (!function_exists('curl_init')) {
            $this->_errors[] = $this->l('The PHP extension curl is missing.');

            return false;
        }
        if (Shop::isFeatureActive()) {
            Shop::setContext(Shop::CONTEXT_ALL);
        }
        if (!parent::install() || !EchelonOutbox::create() || !EchelonProgress::create()) {
            return false;
        }
        EchelonSettings::prepare();

        foreach (self::HOOKS as $hook) {
            if (!$this->registerHook($hook)) {
                return false;
            }
        }

        return true;
    }

    public function uninstall()
    {
        if (!parent::uninstall()) {
            return false;
        }
        EchelonSettings::clear();

        return EchelonOutbox::drop() && EchelonProgress::drop();
    }

    /** The settings page. PrestaShop has checked the employee and the token of the address before it comes here. */
    public function getContent()
    {
        EchelonSettings::prepare();

        return (new EchelonPage($this, $this->outbox(), $this->sender()))->content();
    }

    // Hooks: orders

    /** The entry of the history is saved, and the order has its new state. */
    public function hookActionOrderHistoryAddAfter($params)
    {
        if (isset($params['order_history']->id_order)) {
            $this->noteOrder((int) $params['order_history']->id_order);
        }
    }

    /** For shops without the hook above. Where both come, they share one row. */
    public function hookActionOrderStatusPostUpdate($params)
    {
        if (isset($params['id_order'])) {
            $this->noteOrder((int) $params['id_order']);
        }
    }

    public function hookActionOrderSlipAdd($params)
    {
        if (isset($params['order']->id)) {
            $this->noteOrder((int) $params['order']->id);
        }
    }

    public function hookActionOrderEdited($params)
    {
        if (isset($params['order']->id)) {
            $this->noteOrder((int) $params['order']->id);
        }
    }

    public function hookActionObjectOrderDeleteAfter($params)
    {
        if (isset($params['object']->id)) {
            $this->noteDeletion(EchelonOutbox::ORDER, EchelonOutbox::ORDER_DELETED, $params['object']);
        }
    }

    // Hooks: customers

    public function hookActionCustomerAccountAdd($params)
    {
        if (isset($params['newCustomer']->id)) {
            $this->noteCustomer($params['newCustomer']);
        }
    }

    public function hookActionObjectCustomerUpdateAfter($params)
    {
        if (isset($params['object']->id)) {
            $this->noteCustomer($params['object']);
        }
    }

    public function hookActionObjectCustomerDeleteAfter($params)
    {
        if (isset($params['object']->id)) {
            EchelonProgress::forget((int) $params['object']->id);
            $this->noteDeletion(EchelonOutbox::CUSTOMER, EchelonOutbox::CUSTOMER_DELETED, $params['object']);
        }
    }

    /** The progress bar in My account; nothing where Echelon does not answer. */
    public function hookDisplayCustomerAccount($params)
    {
        try {
            $customer = $this->context->customer;
            if (!Validate::isLoadedObject($customer) || (bool) $customer->is_guest) {
                return '';
            }
            $progress = (new EchelonProgress(new EchelonHttp(), 'time'))
                ->of((int) $customer->id, new EchelonSettings((int) $this->context->shop->id), (int) $this->context->shop->id);
            if ($progress === null) {
                return '';
            }
            $this->context->smarty->assign('echelon', EchelonProgress::shown($progress, $this->context));

            return $this->fetch('module:echelon/views/templates/hook/progress.tpl');
        } catch (Throwable $e) {
            self::log($e);

            return '';
        }
    }

    // Sending

    public function outbox(): EchelonOutbox
    {
        return new EchelonOutbox('time');
    }

    public function sender(): EchelonSender
    {
        return new EchelonSender($this->outbox(), new EchelonPayload('time'), new EchelonHttp(), 'time');
    }

    /**
     * Ends the answer to the visitor, then sends. Where PHP cannot end an answer early, nothing is sent here: the cron
     * address does it.
     */
    public function sendAfterResponse(): void
    {
        try {
            $this->endResponse();
            $this->sender()->run(10, 8, self::$noted);
        } catch (Throwable $e) {
            self::log($e);
        }
    }

    /** Says in the shop's log what kind of error there was, and where; never its text, which may hold personal data. */
    public static function log(Throwable $e): void
    {
        PrestaShopLogger::addLog('Echelon: ' . get_class($e) . ' in ' . basename($e->getFile()) . ':' . $e->getLine(), 2);
    }

    private function noteOrder(int $id): void
    {
        $this->note(function () use ($id) {
            $order = new Order($id);
            if (Validate::isLoadedObject($order)) {
                $this->add(EchelonOutbox::ORDER, $id, (int) $order->id_shop);
            }
        });
    }

    private function noteCustomer($customer): void
    {
        $this->note(function () use ($customer) {
            if (!(bool) $customer->is_guest) {
                $this->add(EchelonOutbox::CUSTOMER, (int) $customer->id, (int) $customer->id_shop);
            }
        });
    }

    private function noteDeletion(string $kind, string $deleted, $object): void
    {
        $this->note(function () use ($kind, $deleted, $object) {
            $this->outbox()->forget($kind, (int) $object->id);
            if ($kind === EchelonOutbox::ORDER || !(bool) $object->is_guest) {
                $this->add($deleted, (int) $object->id, (int) $object->id_shop);
            }
        });
    }

    /** Nothing that goes wrong here may harm the shop. */
    private function note(callable $write): void
    {
        try {
            $write();
        } catch (Throwable $e) {
            self::log($e);
        }
    }

    private function add(string $kind, int $id, int $shop): void
    {
        // Before an address is set there is nobody to tell.
        if ((new EchelonSettings($shop))->address() === '') {
            return;
        }
        $this->outbox()->add($kind, $id, $shop, EchelonOutbox::SETTLING);
        self::$noted[$kind . $id] = [$kind, $id];
        if (!self::$isScheduled && self::canEndResponse()) {
            self::$isScheduled = true;
            register_shutdown_function([$this, 'sendAfterResponse']);
        }
    }

    private static function canEndResponse(): bool
    {
        return function_exists('fastcgi_finish_request') || function_exists('litespeed_finish_request');
    }

    private function endResponse(): void
    {
        ignore_user_abort(true);
        // The shop would write its cookie when the request ends, which is too late once the answer is gone.
        if (isset($this->context->cookie) && !headers_sent()) {
            $this->context->cookie->write();
        }
        if (session_status() === PHP_SESSION_ACTIVE) {
            session_write_close();
        }
        if (function_exists('fastcgi_finish_request')) {
            fastcgi_finish_request();
        } elseif (function_exists('litespeed_finish_request')) {
            litespeed_finish_request();
        }
    }
}
