*filter
:INPUT
-m time --timestart 1:2 --timestop 3:4:5 --kerneltz --contiguous;;FAIL
-m time --datestart 2020-02-30;-m time --datestart 2020-03-01T00:00:00 --datestop 2038-01-19T03:14:07;OK
-m time --datestart 2020-13-30;;FAIL
-m time --datestart 2020-02-03T04:05 --datestop 2021;-m time --datestart 2020-02-03T04:05:00 --datestop 2021-01-01T00:00:00;OK
-m time --monthdays 1,31,32;;FAIL
-m time ! --monthdays 1,2,3 ! --weekdays 1,2,Sun;-m time --monthdays 4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31 --weekdays Wed,Thu,Fri,Sat --datestop 2038-01-19T03:14:07;OK
-m time --timestart 1:2;-m time --timestart 01:02:00 --timestop 23:59:59 --datestop 2038-01-19T03:14:07;OK
-m time;-m time --datestop 2038-01-19T03:14:07;OK
-m time --kerneltz;-m time --datestop 2038-01-19T03:14:07 --kerneltz;OK
-m time --weekdays Sa;-m time --weekdays Sat --datestop 2038-01-19T03:14:07;OK
-m time --weekdays 8;-m time --weekdays  --datestop 2038-01-19T03:14:07;OK
-m time --weekdays Sat,Sun --timestart 23:00 --timestop 2:00 --contiguous;-m time --timestart 23:00:00 --timestop 02:00:00 --weekdays Sat,Sun --datestop 2038-01-19T03:14:07 --contiguous;OK
