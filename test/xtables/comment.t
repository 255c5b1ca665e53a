*filter
:INPUT
-m comment --comment "hello world";=;OK
-m comment --comment hello;=;OK
-m comment --comment a.b;-m comment --comment "a.b";OK
