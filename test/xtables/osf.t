*filter
:INPUT
-m osf --genre Linux --ttl 1 --log 2;;FAIL
-p tcp -m osf --genre Linux --ttl 1 --log 2;=;OK
