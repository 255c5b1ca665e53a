*filter
:INPUT
-m connlabel --label foo;;FAIL
-m connlabel --label 5 --set;-m connlabel --label "5" --set;OK
