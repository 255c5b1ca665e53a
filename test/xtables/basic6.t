@ip6tables
*filter
:INPUT
-s ::1 -d fe80::/10 ! -i lo -j ACCEPT;-s ::1/128 -d fe80::/10 ! -i lo -j ACCEPT;OK
