@ip6tables
*filter
:INPUT
-m ah --ahspi 1:5 ! --ahlen 12 --ahres;=;OK
