@ip6tables
*filter
:INPUT
-m recent --set --mask ffff::;-m recent --set --name DEFAULT --mask ffff:: --rsource;OK
