*filter
:INPUT
-m policy --dir in --pol ipsec --strict --reqid 1 --spi 0x1 --proto esp --mode tunnel --tunnel-src 10.0.0.0/8 --tunnel-dst 10.0.0.0/8 --next --reqid 2;-m policy --dir in --pol ipsec --strict --reqid 1 --spi 0x1 --proto esp --mode tunnel --tunnel-dst 10.0.0.0/8 --tunnel-src 10.0.0.0/8 --next --reqid 2;OK
-m policy --dir out --pol none;;FAIL
-m policy;;FAIL
-m policy --pol none;;FAIL
-m policy --dir in --pol ipsec --mode foo;;FAIL
