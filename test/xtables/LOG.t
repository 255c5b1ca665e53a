*filter
:INPUT
-j LOG --log-macdecode;=;OK
-j LOG --log-level crit --log-prefix "it is \"x\" \\ y";-j LOG --log-prefix "it is \"x\" \\ y" --log-level 2;OK
-j LOG --log-level debu;;FAIL
-j LOG --log-level 3x;;FAIL
-j LOG --log-level "";;FAIL
! -j LOG;;FAIL
-j LOG ! --log-uid;;FAIL
