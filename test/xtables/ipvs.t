*filter
:INPUT
-m ipvs --ipvs;;FAIL
