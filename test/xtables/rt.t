@ip6tables
*filter
:INPUT
-m rt --rt-type 0 --rt-segsleft 1:23 ! --rt-len 42 --rt-0-res --rt-0-addrs ::1,::2 --rt-0-not-strict;=;OK
-m rt --rt-type 1;=;OK
