<?php
/** What can be said of the module's files without running them: the grammar of PHP 7.2, guards, translations. */
function moduleFiles(): array
{
    $files = [];
    $folder = new RecursiveDirectoryIterator(__DIR__ . '/../../echelon', FilesystemIterator::SKIP_DOTS);
    foreach (new RecursiveIteratorIterator($folder) as $file) {
        if ($file->getExtension() === 'php') {
            $files[] = $file->getRealPath();
        }
    }
    sort($files);

    return $files;
}

/** The tokens of a file without space and comments, as pairs of id (or the character) and text. */
function meaningful(string $file): array
{
    $tokens = [];
    foreach (token_get_all(file_get_contents($file)) as $token) {
        $pair = is_array($token) ? [$token[0], $token[1]] : [$token, $token];
        if (!in_array($pair[0], [T_WHITESPACE, T_COMMENT, T_DOC_COMMENT], true)) {
            $tokens[] = $pair;
        }
    }

    return $tokens;
}

/** What of a file PHP 7.2 would not understand. */
function tooNew(string $file): array
{
    $newTokens = ['T_FN', 'T_MATCH', 'T_NULLSAFE_OBJECT_OPERATOR', 'T_COALESCE_EQUAL', 'T_ATTRIBUTE', 'T_ENUM', 'T_READONLY'];
    $newNames = [
        'str_contains', 'str_starts_with', 'str_ends_with', 'array_key_first', 'array_key_last', 'is_countable', 'hrtime',
        'get_debug_type', 'array_is_list', 'mb_str_split', 'fdiv', 'JSON_THROW_ON_ERROR', 'mixed', 'static', 'never', 'Stringable',
    ];
    $modifiers = [T_PUBLIC, T_PRIVATE, T_PROTECTED, T_STATIC, T_VAR];
    $found = [];
    $before = [[null, ''], [null, '']];
    $earlier = null;
    foreach (meaningful($file) as $token) {
        $name = is_int($token[0]) ? token_name($token[0]) : $token[0];
        $isType = in_array($before[1][0], [T_STRING, T_ARRAY], true) || $before[1][0] === '?';
        $isNew = in_array($name, $newTokens, true) || ($token[0] === T_STRING && in_array($token[1], $newNames, true))
            // A comma before the end of arguments; of an array it is fine.
            || ($token[0] === ')' && $before[1][0] === ',')
            // A property with a type.
            || ($token[0] === T_VARIABLE && $isType && in_array($before[0][0] === '?' ? $earlier : $before[0][0], $modifiers, true))
            // Spread in an array, numbers with _.
            || ($token[0] === T_ELLIPSIS && $before[1][0] === '[') || ($token[0] === T_LNUMBER && strpos($token[1], '_') !== false);
        if ($isNew) {
            $found[] = basename($file) . ': ' . $before[1][1] . ' ' . $token[1];
        }
        $earlier = $before[0][0];
        $before = [$before[1], $token];
    }

    return $found;
}

test('the module keeps to the grammar of PHP 7.2', function () {
    $found = [];
    foreach (moduleFiles() as $file) {
        $found = array_merge($found, tooNew($file));
    }
    same([], $found);
});

$newer = [
    'fn() => 1;', 'match(1) { default => 2 };', '$a?->b;', '$a ??= 1;', 'f($a,);', 'class A { private int $a; }', 'class A { public ?A $a; }',
    '[...$a];', '1_000;', 'str_contains($a, $b);', 'json_encode($a, JSON_THROW_ON_ERROR);',
];
foreach ($newer as $code) {
    test("that check finds: $code", function () use ($code) {
        $file = tempnam(sys_get_temp_dir(), 'echelon');
        file_put_contents($file, "<?php\n$code\n");
        $found = tooNew($file);
        unlink($file);
        same(1, count($found), 'the number of finds');
    });
}

test('no file does anything when it is asked for by itself', function () {
    foreach (moduleFiles() as $file) {
        $text = file_get_contents($file);
        $isGuarded = strpos($text, "if (!defined('_PS_VERSION_')) {\n    exit;\n}") !== false || strpos($text, '$_MODULE') !== false;
        check($isGuarded || basename($file) === 'index.php', "$file has no guard");
        check(is_file(dirname($file) . '/index.php'), "the folder of $file has no index.php");
    }
});

test('files have fewer than 400 lines', function () {
    foreach (moduleFiles() as $file) {
        check(count(file($file)) < 400, "$file is too long");
    }
});

/** Every text that the module shows, by the key that PrestaShop looks for. */
function shownTexts(): array
{
    $texts = [];
    $sources = ['echelon' => 'echelon.php', 'echelonpage' => 'classes/EchelonPage.php', 'progress' => 'views/templates/hook/progress.tpl'];
    foreach ($sources as $source => $file) {
        $text = file_get_contents(__DIR__ . '/../../echelon/' . $file);
        preg_match_all('/(?:->l\(|\{l s=)\'([^\']+)\'/', $text, $found);
        foreach ($found[1] as $shown) {
            $texts['<{echelon}prestashop>' . $source . '_' . md5($shown)] = $shown;
        }
    }

    return $texts;
}

foreach (['fr', 'pl'] as $language) {
    test("every text has its translation in $language, and no translation is left over", function () use ($language) {
        global $_MODULE;
        $_MODULE = [];
        require __DIR__ . "/../../echelon/translations/$language.php";
        $texts = shownTexts();
        check(count($texts) > 35, 'texts are found');
        same([], array_values(array_diff_key($texts, $_MODULE)), 'without translation');
        same([], array_values(array_diff_key($_MODULE, $texts)), 'left over');
        foreach ($_MODULE as $key => $translation) {
            check($translation !== '' && strpos($translation, '<') === false, "the translation of $texts[$key]");
        }
    });
}
