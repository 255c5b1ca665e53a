*filter
:INPUT
-m conntrack --ctstate NEW;=;OK
-m conntrack ! --ctstate NEW,DNAT --ctproto udp;-m conntrack ! --ctstate NEW,DNAT --ctproto 17;OK
-m conntrack --ctorigsrc 10.0.0.0/8 --ctreplsrcport 1:5;=;OK
-m conntrack --ctstatus NONE;=;OK
-m conntrack --ctexpire 5;=;OK
-m conntrack --ctdir ORIGINAL;=;OK
