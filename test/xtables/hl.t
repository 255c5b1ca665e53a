@ip6tables
*filter
:INPUT
-m hl --hl-lt 5;=;OK
