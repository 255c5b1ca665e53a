*filter
:INPUT
-m recent --set;-m recent --set --name DEFAULT --mask 255.255.255.255 --rsource;OK
-m recent --name foo --rcheck --seconds 5 --hitcount 4 --rttl;-m recent --rcheck --seconds 5 --hitcount 4 --rttl --name foo --mask 255.255.255.255 --rsource;OK
-m recent --name foo --update --seconds 5 --reap --rdest --mask 255.255.0.0;-m recent --update --seconds 5 --reap --name foo --mask 255.255.0.0 --rdest;OK
-m recent --name foo --remove;-m recent --remove --name foo --mask 255.255.255.255 --rsource;OK
-m recent;;FAIL
