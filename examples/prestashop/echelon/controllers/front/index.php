<?php
// Nothing to list here.
http_response_code(404);
exit;
