*filter
:INPUT
-m ttl --ttl 5;-m ttl --ttl-eq 5;OK
-m ttl --ttl-eq 300;;FAIL
-m ttl --ttl-lt 5 --ttl-gt 3;;FAIL
-m ttl;;FAIL
-m ttl ! --ttl-lt 5;;FAIL
-m ttl ! --ttl-eq 5;=;OK
