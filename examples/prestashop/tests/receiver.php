<?php
/**
 * Run by PHP's own server for the tests: writes a request down, and answers what the file `answer` says.
 */
$folder = getenv('ECHELON_RECEIVER');
file_put_contents($folder . '/requests', json_encode([
    'method' => $_SERVER['REQUEST_METHOD'],
    'path' => $_SERVER['REQUEST_URI'],
    'headers' => array_change_key_case(getallheaders()),
    'body' => file_get_contents('php://input'),
]) . "\n", FILE_APPEND | LOCK_EX);
$answer = is_file($folder . '/answer') ? json_decode(file_get_contents($folder . '/answer'), true) : [200, '', ''];
http_response_code($answer[0]);
if ($answer[2] !== '') {
    header($answer[2]);
}
echo $answer[1];
