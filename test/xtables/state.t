*filter
:INPUT
-m state --state NEW,RELATED;=;OK
