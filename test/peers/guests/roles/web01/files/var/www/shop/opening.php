<?php
header('Content-Type: text/plain');
echo "open from 8 to 18\n";
