*filter
:INPUT
-p tcp -j SYNPROXY --sack-perm --timestamp --mss 1460 --wscale 9;-p tcp -j SYNPROXY --sack-perm --timestamp --wscale 9 --mss 1460;OK
-p tcp -m conntrack --ctstate INVALID,UNTRACKED -j SYNPROXY --sack-perm --timestamp --mss 1460 --wscale 9;-p tcp -m conntrack --ctstate INVALID,UNTRACKED -j SYNPROXY --sack-perm --timestamp --wscale 9 --mss 1460;OK
-j SYNPROXY;;FAIL
