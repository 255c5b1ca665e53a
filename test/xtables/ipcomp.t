*filter
:INPUT
-p 108 -m ipcomp --ipcompspi 18;-p ipcomp -m ipcomp --ipcompspi 18;OK
-p 108 -m ipcomp ! --ipcompspi 18 --compres;-p ipcomp -m ipcomp ! --ipcompspi 18 --compres;OK
