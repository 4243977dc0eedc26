<?php
/**
 * Stands in for PrestaShop: the classes that the module uses, with the behaviour that PrestaShop's documentation gives
 * them, over a real SQL database. By default that is SQLite in a file; with ECHELON_TEST_DSN (such as
 * `mysql:unix_socket=…;dbname=…`) it is MySQL.
 */
define('_PS_VERSION_', '8.1.7');
define('_DB_PREFIX_', 'ps_');
date_default_timezone_set('Europe/Paris');

class Db
{
    /** @var Db|null */
    private static $instance;
    /** @var PDO */
    public $pdo;
    /** @var int */
    private $affected = 0;
    /** @var int how many statements were run */
    public $count = 0;
    /** @var bool whether everything fails */
    public $isBroken = false;

    public static function getInstance($master = true)
    {
        if (self::$instance === null) {
            self::$instance = new Db(getenv('ECHELON_TEST_DSN') ?: 'sqlite:' . getenv('ECHELON_TEST_DB'));
        }

        return self::$instance;
    }

    public function __construct($dsn)
    {
        $this->pdo = new PDO($dsn, getenv('ECHELON_TEST_USER') ?: null, null, [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION, PDO::ATTR_TIMEOUT => 20]);
    }

    public function isMySQL()
    {
        return $this->pdo->getAttribute(PDO::ATTR_DRIVER_NAME) === 'mysql';
    }

    public function execute($sql, $use_cache = true)
    {
        return $this->run($sql) !== false;
    }

    public function executeS($sql, $array = true, $use_cache = true)
    {
        $rows = $this->run($sql)->fetchAll(PDO::FETCH_ASSOC);
        foreach ($rows as $i => $row) {
            // A shop gets texts from its database.
            $rows[$i] = array_map(function ($value) {
                return $value === null ? null : (string) $value;
            }, $row);
        }

        return $rows;
    }

    public function getValue($sql, $use_cache = true)
    {
        return $this->run($sql . ' LIMIT 1')->fetchColumn();
    }

    public function Affected_Rows()
    {
        return $this->affected;
    }

    private function run($sql)
    {
        ++$this->count;
        if ($this->isBroken) {
            throw new PrestaShopDatabaseException('it knows anna@example.test');
        }
        $statement = $this->pdo->query($this->isMySQL() ? $sql : self::forSQLite($sql));
        $this->affected = $statement->rowCount();

        return $statement;
    }

    /** The parts of a table's definition that SQLite writes otherwise. */
    private static function forSQLite($sql)
    {
        if (strpos(ltrim($sql), 'CREATE TABLE') !== 0) {
            return $sql;
        }
        $sql = str_replace('INT UNSIGNED NOT NULL AUTO_INCREMENT', 'INTEGER PRIMARY KEY AUTOINCREMENT', $sql);
        $sql = preg_replace('/,\s*PRIMARY KEY \(`id`\)/', '', $sql);
        $sql = preg_replace('/,\s*KEY `\w+` \([^)]*\)/', '', $sql);

        return preg_replace('/\) ENGINE=.*$/s', ')', $sql);
    }
}

class PrestaShopException extends Exception
{
}

class PrestaShopDatabaseException extends PrestaShopException
{
}

function pSQL($text, $htmlOK = false)
{
    $text = $htmlOK ? (string) $text : strip_tags(nl2br((string) $text));
    if (Db::getInstance()->isMySQL()) {
        return substr(Db::getInstance()->pdo->quote($text), 1, -1);
    }

    return str_replace("'", "''", $text);
}

/** Values for all shops, and values of one shop that go before them. */
class Configuration
{
    public static $global = [];
    public static $ofShop = [];

    public static function get($key, $idLang = null, $idShopGroup = null, $idShop = null, $default = false)
    {
        if ($idShop !== null && isset(self::$ofShop[$idShop][$key])) {
            return self::$ofShop[$idShop][$key];
        }

        return isset(self::$global[$key]) ? self::$global[$key] : $default;
    }

    public static function getGlobalValue($key, $idLang = null)
    {
        return self::get($key);
    }

    public static function updateValue($key, $values, $html = false, $idShopGroup = null, $idShop = null)
    {
        $text = $html ? (string) $values : strip_tags((string) $values);
        if ($idShop !== null) {
            self::$ofShop[$idShop][$key] = $text;
        } else {
            self::$global[$key] = $text;
        }

        return true;
    }

    public static function updateGlobalValue($key, $values, $html = false)
    {
        return self::updateValue($key, $values, $html);
    }

    public static function deleteByName($key)
    {
        unset(self::$global[$key]);
        foreach (array_keys(self::$ofShop) as $shop) {
            unset(self::$ofShop[$shop][$key]);
        }

        return true;
    }
}

class Shop
{
    const CONTEXT_ALL = 4;
    public $id = 1;
    public static $context;

    public static function isFeatureActive()
    {
        return true;
    }

    public static function setContext($type, $id = null)
    {
        self::$context = $type;
    }

    public static function getGroupFromShop($id, $get_id = true)
    {
        return 1;
    }

    public static function getShops($active = true, $group = null, $as_list = false)
    {
        return [1 => 1, 2 => 2];
    }
}

/** Objects come from lists in memory; what is not there is an object without id. */
abstract class ObjectModel
{
    public $id;
    public static $all = [];

    public function __construct($id = null, $idLang = null)
    {
        $fields = $id !== null && isset(self::$all[static::class][$id]) ? self::$all[static::class][$id] : null;
        foreach ($fields === null ? [] : $fields + ['id' => (int) $id] as $name => $value) {
            $this->$name = is_array($value) ? $value[$idLang] : $value;
        }
    }
}

/** Passwords and keys: whoever reads them is found out. */
trait Guarded
{
    public static $reads = [];

    public function __get($name)
    {
        self::$reads[] = static::class . '.' . $name;

        return 'secret';
    }
}

class Order extends ObjectModel
{
    use Guarded;

    public $id_shop, $current_state, $id_customer, $id_currency, $id_address_invoice, $module, $conversion_rate;
    public $date_add, $date_upd, $invoice_date;
    public $total_paid_tax_incl, $total_paid_tax_excl, $total_shipping_tax_incl, $total_shipping_tax_excl;
}

class Customer extends ObjectModel
{
    use Guarded;

    public $id_shop, $id_lang, $id_default_group, $is_guest, $deleted, $email, $firstname, $lastname, $date_add, $date_upd;
}

class OrderState extends ObjectModel
{
    public $name, $paid;
}

class Currency extends ObjectModel
{
    public $iso_code;
}

class Language extends ObjectModel
{
    public $locale;
}

class Address extends ObjectModel
{
    public $id_country, $id_customer;

    public static function getFirstCustomerAddressId($customer, $active = true)
    {
        foreach (isset(self::$all['Address']) ? self::$all['Address'] : [] as $id => $fields) {
            if ($fields['id_customer'] === $customer) {
                return $id;
            }
        }

        return 0;
    }
}

class Country
{
    public static function getIsoById($id)
    {
        $codes = [1 => 'DE', 8 => 'FR', 14 => 'PL'];

        return isset($codes[$id]) ? $codes[$id] : false;
    }
}

class OrderDetail
{
    public static function getList($order)
    {
        return Db::getInstance()->executeS('SELECT * FROM `ps_order_detail` WHERE `id_order` = ' . (int) $order);
    }
}

class Product
{
    public static $categories = [];

    public static function getProductCategories($id = '')
    {
        return isset(self::$categories[$id]) ? self::$categories[$id] : [];
    }
}

class Cache
{
    public static $cleaned = [];

    public static function clean($key)
    {
        self::$cleaned[] = $key;
    }
}

class Validate
{
    public static function isLoadedObject($object)
    {
        return is_object($object) && !empty($object->id);
    }
}

class Tools
{
    public static $submitted = [];

    public static function getValue($key, $default = false)
    {
        return isset(self::$submitted[$key]) ? self::$submitted[$key] : $default;
    }

    public static function isSubmit($name)
    {
        return isset(self::$submitted[$name]);
    }
}

class PrestaShopLogger
{
    public static $lines = [];

    public static function addLog($message, $severity = 1)
    {
        self::$lines[] = $message;
    }
}

class Link
{
    public function getAdminLink($controller, $withToken = true, $route = [], $params = [])
    {
        return '/admin/index.php?controller=' . $controller . '&' . http_build_query($params) . '&token="<admin>';
    }

    public function getModuleLink($module, $controller, $params = [])
    {
        return 'https://shop.example/module/' . $module . '/' . $controller . '?' . http_build_query($params);
    }
}

class Locale
{
    public function formatPrice($number, $currency)
    {
        return $number . "\u{a0}" . $currency;
    }
}

class Smarty_Stub
{
    public $values = [];

    public function assign($name, $value)
    {
        $this->values[$name] = $value;
    }
}

class Context
{
    private static $instance;
    public $link, $shop, $customer, $smarty, $cookie;

    public static function getContext()
    {
        if (self::$instance === null) {
            self::$instance = new Context();
            self::$instance->link = new Link();
            self::$instance->shop = new Shop();
            self::$instance->smarty = new Smarty_Stub();
        }

        return self::$instance;
    }

    public function getCurrentLocale()
    {
        return new Locale();
    }
}

class Module
{
    public $name, $tab, $version, $author, $need_instance, $bootstrap, $ps_versions_compliancy, $displayName, $description;
    public $confirmUninstall, $context, $_errors = [];
    public static $registered = [];
    public static $texts = [];

    public function __construct()
    {
        $this->context = Context::getContext();
    }

    public function install()
    {
        return true;
    }

    public function uninstall()
    {
        self::$registered = [];

        return true;
    }

    public function registerHook($names, $shops = null)
    {
        foreach ((array) $names as $name) {
            if (!method_exists($this, 'hook' . ucfirst($name))) {
                return false;
            }
            self::$registered[] = $name;
        }

        return true;
    }

    public function l($text, $source = false)
    {
        self::$texts[($source ?: $this->name) . '_' . md5($text)] = $text;

        return $text;
    }

    public function fetch($template)
    {
        return 'template ' . $template;
    }
}

class ModuleFrontController
{
    public $module;
}

/** What PrestaShop does with a hook: the modules that have registered it are called. */
class Hook
{
    public static function exec($name, $params = [])
    {
        return (new Echelon())->{'hook' . ucfirst($name)}($params);
    }
}
