@ip6tables
*filter
:INPUT
-m frag --fragid 1:2 ! --fraglen 8 --fragres --fraglast;=;OK
-m frag --fragfirst;=;OK
