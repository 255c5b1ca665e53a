*filter
:INPUT
-m string --string foo;;FAIL
-m string --algo bm;;FAIL
-m string --algo bm --string foo --hex-string "|aa|";;FAIL
-m string --algo bm --string foo --icase --from 5 --to 60;-m string --string "foo" --algo bm --from 5 --to 60 --icase;OK
-m string --algo kmp ! --string "fo\"o b";-m string ! --string "fo\"o b" --algo kmp;OK
-m string --algo bm --hex-string "|41 42|cd";-m string --string "ABcd" --algo bm;OK
-m string --algo bm --hex-string "|0001ff|";-m string --hex-string "|0001ff|" --algo bm;OK
-m string --algo bm --hex-string "|4|";;FAIL
-m string --algo bm --hex-string "|zz|";;FAIL
-m string --algo bm --hex-string "|41";;FAIL
-m string --algo bm --hex-string abc;-m string --string "abc" --algo bm;OK
-m string --algo xx --string foo;;FAIL
-m string --algo bm --string foo --from 70000;;FAIL
