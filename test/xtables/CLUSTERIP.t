*filter
:INPUT
-j CLUSTERIP --new --hashmode sourceip --clustermac 01:aa:7b:47:f7:d7 --total-nodes 2 --local-node 0 --hash-init 1;;FAIL
