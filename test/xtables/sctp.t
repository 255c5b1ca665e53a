*filter
:INPUT
-p sctp --dport 80:70;;FAIL
-p sctp --dport x;;FAIL
-p sctp --chunk-types all DATA,INIT:x;;FAIL
-p sctp --chunk-types any DATA:UB,INIT;-p sctp -m sctp --chunk-types any DATA:UB,INIT;OK
-p sctp --chunk-types foo DATA;;FAIL
