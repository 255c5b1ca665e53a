@ip6tables
*filter
:INPUT
-m connlimit --connlimit-above 5;-m connlimit --connlimit-above 5 --connlimit-mask 128 --connlimit-saddr;OK
