*filter
:INPUT
-j LED --led-trigger-id foo;;FAIL
-j LED --led-trigger-id foo --led-delay 42 --led-always-blink;;FAIL
-j LED --led-trigger-id foo --led-delay inf;;FAIL
-j LED;;FAIL
