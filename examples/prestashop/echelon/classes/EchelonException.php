<?php
/**
 * A reason why something cannot be sent now. Its text is shown on the settings page, so it holds no personal data.
 */
if (!defined('_PS_VERSION_')) {
    exit;
}

class EchelonException extends Exception
{
}
