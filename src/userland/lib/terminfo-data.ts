// Descriptions of terminals, in terminfo(5)'s source form: the data of ncurses-base 6.6, for those that are met here.

export interface TerminfoSource {
  /** "name|alias|long name". */
  names: string;
  /** Capabilities as infocmp lists them, and those that are user-defined (infocmp -x), one a comma. */
  capabilities: string;
  extended: string;
}

export const TERMINFO: readonly TerminfoSource[] = [
  {
    names: 'xterm|xterm terminal emulator (X Window System)',
    capabilities:
      'am, bce, km, mc5i, mir, msgr, npc, xenl, colors#8, cols#80, it#8, lines#24, pairs#64, acsc=``aaffggiijjkkllmmnnooppqqrrssttuuv' +
      'vwwxxyyzz{{||}}~~, bel=^G, blink=\\E[5m, bold=\\E[1m, cbt=\\E[Z, civis=\\E[?25l, clear=\\E[H\\E[2J, cnorm=\\E[?12l\\E[?25h, cr' +
      '=\\r, csr=\\E[%i%p1%d;%p2%dr, cub=\\E[%p1%dD, cub1=^H, cud=\\E[%p1%dB, cud1=\\n, cuf=\\E[%p1%dC, cuf1=\\E[C, cup=\\E[%i%p1%d;%' +
      'p2%dH, cuu=\\E[%p1%dA, cuu1=\\E[A, cvvis=\\E[?12;25h, dch=\\E[%p1%dP, dch1=\\E[P, dim=\\E[2m, dl=\\E[%p1%dM, dl1=\\E[M, ech=' +
      '\\E[%p1%dX, ed=\\E[J, el=\\E[K, el1=\\E[1K, flash=\\E[?5h$<100/>\\E[?5l, home=\\E[H, hpa=\\E[%i%p1%dG, ht=^I, hts=\\EH, ich=' +
      '\\E[%p1%d@, il=\\E[%p1%dL, il1=\\E[L, ind=\\n, indn=\\E[%p1%dS, invis=\\E[8m, is2=\\E[!p\\E[?3;4l\\E[4l\\E>, kDC=\\E[3;2~, kEN' +
      'D=\\E[1;2F, kHOM=\\E[1;2H, kIC=\\E[2;2~, kLFT=\\E[1;2D, kNXT=\\E[6;2~, kPRV=\\E[5;2~, kRIT=\\E[1;2C, ka1=\\EOw, ka3=\\EOy, kb2' +
      '=\\EOu, kbeg=\\EOE, kbs=^?, kc1=\\EOq, kc3=\\EOs, kcbt=\\E[Z, kcub1=\\EOD, kcud1=\\EOB, kcuf1=\\EOC, kcuu1=\\EOA, kdch1=\\E[3~' +
      ', kend=\\EOF, kent=\\EOM, kf1=\\EOP, kf10=\\E[21~, kf11=\\E[23~, kf12=\\E[24~, kf13=\\E[1;2P, kf14=\\E[1;2Q, kf15=\\E[1;2R, kf' +
      '16=\\E[1;2S, kf17=\\E[15;2~, kf18=\\E[17;2~, kf19=\\E[18;2~, kf2=\\EOQ, kf20=\\E[19;2~, kf21=\\E[20;2~, kf22=\\E[21;2~, kf23=' +
      '\\E[23;2~, kf24=\\E[24;2~, kf25=\\E[1;5P, kf26=\\E[1;5Q, kf27=\\E[1;5R, kf28=\\E[1;5S, kf29=\\E[15;5~, kf3=\\EOR, kf30=\\E[17;' +
      '5~, kf31=\\E[18;5~, kf32=\\E[19;5~, kf33=\\E[20;5~, kf34=\\E[21;5~, kf35=\\E[23;5~, kf36=\\E[24;5~, kf37=\\E[1;6P, kf38=\\E[1;' +
      '6Q, kf39=\\E[1;6R, kf4=\\EOS, kf40=\\E[1;6S, kf41=\\E[15;6~, kf42=\\E[17;6~, kf43=\\E[18;6~, kf44=\\E[19;6~, kf45=\\E[20;6~, k' +
      'f46=\\E[21;6~, kf47=\\E[23;6~, kf48=\\E[24;6~, kf49=\\E[1;3P, kf5=\\E[15~, kf50=\\E[1;3Q, kf51=\\E[1;3R, kf52=\\E[1;3S, kf53=' +
      '\\E[15;3~, kf54=\\E[17;3~, kf55=\\E[18;3~, kf56=\\E[19;3~, kf57=\\E[20;3~, kf58=\\E[21;3~, kf59=\\E[23;3~, kf6=\\E[17~, kf60=' +
      '\\E[24;3~, kf61=\\E[1;4P, kf62=\\E[1;4Q, kf63=\\E[1;4R, kf7=\\E[18~, kf8=\\E[19~, kf9=\\E[20~, khome=\\EOH, kich1=\\E[2~, kind' +
      '=\\E[1;2B, kmous=\\E[<, knp=\\E[6~, kpp=\\E[5~, kri=\\E[1;2A, mc0=\\E[i, mc4=\\E[4i, mc5=\\E[5i, meml=\\El, memu=\\Em, mgc=\\E' +
      '[?69l, nel=\\EE, op=\\E[39;49m, rc=\\E8, rep=%p1%c\\E[%p2%{1}%-%db, rev=\\E[7m, ri=\\EM, rin=\\E[%p1%dT, ritm=\\E[23m, rmacs=' +
      '\\E(B, rmam=\\E[?7l, rmcup=\\E[?1049l\\E[23;0;0t, rmir=\\E[4l, rmkx=\\E[?1l\\E>, rmm=\\E[?1034l, rmso=\\E[27m, rmul=\\E[24m, r' +
      's1=\\Ec, rs2=\\E[!p\\E[?3;4l\\E[4l\\E>, sc=\\E7, setab=\\E[4%p1%dm, setaf=\\E[3%p1%dm, setb=\\E[4%?%p1%{1}%=%t4%e%p1%{3}%=%t6%' +
      'e%p1%{4}%=%t1%e%p1%{6}%=%t3%e%p1%d%;m, setf=\\E[3%?%p1%{1}%=%t4%e%p1%{3}%=%t6%e%p1%{4}%=%t1%e%p1%{6}%=%t3%e%p1%d%;m, sgr=%?%p9' +
      '%t\\E(0%e\\E(B%;\\E[0%?%p6%t;1%;%?%p5%t;2%;%?%p2%t;4%;%?%p1%p3%|%t;7%;%?%p4%t;5%;%?%p7%t;8%;m, sgr0=\\E(B\\E[m, sitm=\\E[3m, s' +
      'macs=\\E(0, smam=\\E[?7h, smcup=\\E[?1049h\\E[22;0;0t, smglp=\\E[?69h\\E[%i%p1%ds, smglr=\\E[?69h\\E[%i%p1%d;%p2%ds, smgrp=\\E' +
      '[?69h\\E[%i;%p1%ds, smir=\\E[4h, smkx=\\E[?1h\\E=, smm=\\E[?1034h, smso=\\E[7m, smul=\\E[4m, tbc=\\E[3g, u6=\\E[%i%d;%dR, u7=' +
      '\\E[6n, u8=\\E[?%[;0123456789]c, u9=\\E[c, vpa=\\E[%i%p1%dd',
    extended:
      'OTbs, AX, XF, XT, BD=\\E[?2004l, BE=\\E[?2004h, Cr=\\E]112\\007, Cs=\\E]12;%p1%s\\007, E3=\\E[3J, Ms=\\E]52;%p1%s;%p2%s\\007, ' +
      'PE=\\E[201~, PS=\\E[200~, RV=\\E[>c, Se=\\E[2 q, Ss=\\E[%p1%d q, XM=\\E[?1006;1000%?%p1%{1}%=%th%el%;, XR=\\E[>0q, fd=\\E[?100' +
      '4l, fe=\\E[?1004h, kDC3=\\E[3;3~, kDC4=\\E[3;4~, kDC5=\\E[3;5~, kDC6=\\E[3;6~, kDC7=\\E[3;7~, kDN=\\E[1;2B, kDN3=\\E[1;3B, kDN' +
      '4=\\E[1;4B, kDN5=\\E[1;5B, kDN6=\\E[1;6B, kDN7=\\E[1;7B, kEND3=\\E[1;3F, kEND4=\\E[1;4F, kEND5=\\E[1;5F, kEND6=\\E[1;6F, kEND7' +
      '=\\E[1;7F, kHOM3=\\E[1;3H, kHOM4=\\E[1;4H, kHOM5=\\E[1;5H, kHOM6=\\E[1;6H, kHOM7=\\E[1;7H, kIC3=\\E[2;3~, kIC4=\\E[2;4~, kIC5=' +
      '\\E[2;5~, kIC6=\\E[2;6~, kIC7=\\E[2;7~, kLFT3=\\E[1;3D, kLFT4=\\E[1;4D, kLFT5=\\E[1;5D, kLFT6=\\E[1;6D, kLFT7=\\E[1;7D, kNXT3=' +
      '\\E[6;3~, kNXT4=\\E[6;4~, kNXT5=\\E[6;5~, kNXT6=\\E[6;6~, kNXT7=\\E[6;7~, kPRV3=\\E[5;3~, kPRV4=\\E[5;4~, kPRV5=\\E[5;5~, kPRV' +
      '6=\\E[5;6~, kPRV7=\\E[5;7~, kPause=\\E[26;2~, kPrint=\\E[25~, kPrint2=\\E[25;2~, kPrint3=\\E[25;3~, kPrint4=\\E[25;4~, kPrint5' +
      '=\\E[25;5~, kPrint6=\\E[25;6~, kPrint7=\\E[25;7~, kRIT3=\\E[1;3C, kRIT4=\\E[1;4C, kRIT5=\\E[1;5C, kRIT6=\\E[1;6C, kRIT7=\\E[1;' +
      '7C, kScroll=\\E[28;2~, kUP=\\E[1;2A, kUP3=\\E[1;3A, kUP4=\\E[1;4A, kUP5=\\E[1;5A, kUP6=\\E[1;6A, kUP7=\\E[1;7A, ka2=\\EOx, kb1' +
      '=\\EOt, kb3=\\EOv, kc2=\\EOr, kp5=\\EOE, kpADD=\\EOk, kpCMA=\\EOl, kpDIV=\\EOo, kpDOT=\\EOn, kpMUL=\\EOj, kpSUB=\\EOm, kpZRO=' +
      '\\EOp, kxIN=\\E[I, kxOUT=\\E[O, rmxx=\\E[29m, rv=\\E\\\\[>41;[1-6][0-9][0-9];0c, smxx=\\E[9m, xm=\\E[<%i%p3%d;%p1%d;%p2%d;%?%p' +
      '4%tM%em%;, xr=\\EP>\\\\|XTerm\\\\(([1-9][0-9]+)\\\\)\\E\\\\\\\\',
  },
  {
    names: 'xterm-256color|xterm with 256 colors',
    capabilities:
      'am, bce, ccc, km, mc5i, mir, msgr, npc, xenl, colors#0x100, cols#80, it#8, lines#24, pairs#0x10000, acsc=``aaffggiijjkkllmmnno' +
      'oppqqrrssttuuvvwwxxyyzz{{||}}~~, bel=^G, blink=\\E[5m, bold=\\E[1m, cbt=\\E[Z, civis=\\E[?25l, clear=\\E[H\\E[2J, cnorm=\\E[?1' +
      '2l\\E[?25h, cr=\\r, csr=\\E[%i%p1%d;%p2%dr, cub=\\E[%p1%dD, cub1=^H, cud=\\E[%p1%dB, cud1=\\n, cuf=\\E[%p1%dC, cuf1=\\E[C, cup' +
      '=\\E[%i%p1%d;%p2%dH, cuu=\\E[%p1%dA, cuu1=\\E[A, cvvis=\\E[?12;25h, dch=\\E[%p1%dP, dch1=\\E[P, dim=\\E[2m, dl=\\E[%p1%dM, dl1' +
      '=\\E[M, ech=\\E[%p1%dX, ed=\\E[J, el=\\E[K, el1=\\E[1K, flash=\\E[?5h$<100/>\\E[?5l, home=\\E[H, hpa=\\E[%i%p1%dG, ht=^I, hts=' +
      "\\EH, ich=\\E[%p1%d@, il=\\E[%p1%dL, il1=\\E[L, ind=\\n, indn=\\E[%p1%dS, initc=\\E]4;%p1%d;rgb:%p2%'\\377'%*%{1000}%/%2.2X/" +
      "%p3%'\\377'%*%{1000}%/%2.2X/%p4%'\\377'%*%{1000}%/%2.2X\\E\\\\, invis=\\E[8m, is2=\\E[!p\\E[?3;4l\\E[4l\\E>, kDC=\\E[3;2~," +
      ' kEND=\\E[1;2F, kHOM=\\E[1;2H, kIC=\\E[2;2~, kLFT=\\E[1;2D, kNXT=\\E[6;2~, kPRV=\\E[5;2~, kRIT=\\E[1;2C, ka1=\\EOw, ka3=\\EOy,' +
      ' kb2=\\EOu, kbeg=\\EOE, kbs=^?, kc1=\\EOq, kc3=\\EOs, kcbt=\\E[Z, kcub1=\\EOD, kcud1=\\EOB, kcuf1=\\EOC, kcuu1=\\EOA, kdch1=' +
      '\\E[3~, kend=\\EOF, kent=\\EOM, kf1=\\EOP, kf10=\\E[21~, kf11=\\E[23~, kf12=\\E[24~, kf13=\\E[1;2P, kf14=\\E[1;2Q, kf15=\\E[1;' +
      '2R, kf16=\\E[1;2S, kf17=\\E[15;2~, kf18=\\E[17;2~, kf19=\\E[18;2~, kf2=\\EOQ, kf20=\\E[19;2~, kf21=\\E[20;2~, kf22=\\E[21;2~, ' +
      'kf23=\\E[23;2~, kf24=\\E[24;2~, kf25=\\E[1;5P, kf26=\\E[1;5Q, kf27=\\E[1;5R, kf28=\\E[1;5S, kf29=\\E[15;5~, kf3=\\EOR, kf30=' +
      '\\E[17;5~, kf31=\\E[18;5~, kf32=\\E[19;5~, kf33=\\E[20;5~, kf34=\\E[21;5~, kf35=\\E[23;5~, kf36=\\E[24;5~, kf37=\\E[1;6P, kf38' +
      '=\\E[1;6Q, kf39=\\E[1;6R, kf4=\\EOS, kf40=\\E[1;6S, kf41=\\E[15;6~, kf42=\\E[17;6~, kf43=\\E[18;6~, kf44=\\E[19;6~, kf45=\\E[2' +
      '0;6~, kf46=\\E[21;6~, kf47=\\E[23;6~, kf48=\\E[24;6~, kf49=\\E[1;3P, kf5=\\E[15~, kf50=\\E[1;3Q, kf51=\\E[1;3R, kf52=\\E[1;3S,' +
      ' kf53=\\E[15;3~, kf54=\\E[17;3~, kf55=\\E[18;3~, kf56=\\E[19;3~, kf57=\\E[20;3~, kf58=\\E[21;3~, kf59=\\E[23;3~, kf6=\\E[17~, ' +
      'kf60=\\E[24;3~, kf61=\\E[1;4P, kf62=\\E[1;4Q, kf63=\\E[1;4R, kf7=\\E[18~, kf8=\\E[19~, kf9=\\E[20~, khome=\\EOH, kich1=\\E[2~,' +
      ' kind=\\E[1;2B, kmous=\\E[<, knp=\\E[6~, kpp=\\E[5~, kri=\\E[1;2A, mc0=\\E[i, mc4=\\E[4i, mc5=\\E[5i, meml=\\El, memu=\\Em, mg' +
      'c=\\E[?69l, nel=\\EE, oc=\\E]104\\007, op=\\E[39;49m, rc=\\E8, rep=%p1%c\\E[%p2%{1}%-%db, rev=\\E[7m, ri=\\EM, rin=\\E[%p1%dT,' +
      ' ritm=\\E[23m, rmacs=\\E(B, rmam=\\E[?7l, rmcup=\\E[?1049l\\E[23;0;0t, rmir=\\E[4l, rmkx=\\E[?1l\\E>, rmm=\\E[?1034l, rmso=\\E' +
      "[27m, rmul=\\E[24m, rs1=\\Ec\\E]104\\007, rs2=\\E[!p\\E[?3;4l\\E[4l\\E>, sc=\\E7, setab=\\E[%?%p1%'\\010'%<%t4%p1%d%e%p1%'" +
      "\\020'%<%t10%p1%'\\010'%-%d%e48;5;%p1%d%;m, setaf=\\E[%?%p1%'\\010'%<%t3%p1%d%e%p1%'\\020'%<%t9%p1%'\\010'%-%d%e38;5;" +
      '%p1%d%;m, sgr=%?%p9%t\\E(0%e\\E(B%;\\E[0%?%p6%t;1%;%?%p5%t;2%;%?%p2%t;4%;%?%p1%p3%|%t;7%;%?%p4%t;5%;%?%p7%t;8%;m, sgr0=\\E(B' +
      '\\E[m, sitm=\\E[3m, smacs=\\E(0, smam=\\E[?7h, smcup=\\E[?1049h\\E[22;0;0t, smglp=\\E[?69h\\E[%i%p1%ds, smglr=\\E[?69h\\E[%i%p' +
      '1%d;%p2%ds, smgrp=\\E[?69h\\E[%i;%p1%ds, smir=\\E[4h, smkx=\\E[?1h\\E=, smm=\\E[?1034h, smso=\\E[7m, smul=\\E[4m, tbc=\\E[3g, ' +
      'u6=\\E[%i%d;%dR, u7=\\E[6n, u8=\\E[?%[;0123456789]c, u9=\\E[c, vpa=\\E[%i%p1%dd',
    extended:
      'OTbs, AX, XF, XT, BD=\\E[?2004l, BE=\\E[?2004h, Cr=\\E]112\\007, Cs=\\E]12;%p1%s\\007, E3=\\E[3J, Ms=\\E]52;%p1%s;%p2%s\\007, ' +
      'PE=\\E[201~, PS=\\E[200~, RV=\\E[>c, Se=\\E[2 q, Ss=\\E[%p1%d q, XM=\\E[?1006;1000%?%p1%{1}%=%th%el%;, XR=\\E[>0q, fd=\\E[?100' +
      '4l, fe=\\E[?1004h, kDC3=\\E[3;3~, kDC4=\\E[3;4~, kDC5=\\E[3;5~, kDC6=\\E[3;6~, kDC7=\\E[3;7~, kDN=\\E[1;2B, kDN3=\\E[1;3B, kDN' +
      '4=\\E[1;4B, kDN5=\\E[1;5B, kDN6=\\E[1;6B, kDN7=\\E[1;7B, kEND3=\\E[1;3F, kEND4=\\E[1;4F, kEND5=\\E[1;5F, kEND6=\\E[1;6F, kEND7' +
      '=\\E[1;7F, kHOM3=\\E[1;3H, kHOM4=\\E[1;4H, kHOM5=\\E[1;5H, kHOM6=\\E[1;6H, kHOM7=\\E[1;7H, kIC3=\\E[2;3~, kIC4=\\E[2;4~, kIC5=' +
      '\\E[2;5~, kIC6=\\E[2;6~, kIC7=\\E[2;7~, kLFT3=\\E[1;3D, kLFT4=\\E[1;4D, kLFT5=\\E[1;5D, kLFT6=\\E[1;6D, kLFT7=\\E[1;7D, kNXT3=' +
      '\\E[6;3~, kNXT4=\\E[6;4~, kNXT5=\\E[6;5~, kNXT6=\\E[6;6~, kNXT7=\\E[6;7~, kPRV3=\\E[5;3~, kPRV4=\\E[5;4~, kPRV5=\\E[5;5~, kPRV' +
      '6=\\E[5;6~, kPRV7=\\E[5;7~, kPause=\\E[26;2~, kPrint=\\E[25~, kPrint2=\\E[25;2~, kPrint3=\\E[25;3~, kPrint4=\\E[25;4~, kPrint5' +
      '=\\E[25;5~, kPrint6=\\E[25;6~, kPrint7=\\E[25;7~, kRIT3=\\E[1;3C, kRIT4=\\E[1;4C, kRIT5=\\E[1;5C, kRIT6=\\E[1;6C, kRIT7=\\E[1;' +
      '7C, kScroll=\\E[28;2~, kUP=\\E[1;2A, kUP3=\\E[1;3A, kUP4=\\E[1;4A, kUP5=\\E[1;5A, kUP6=\\E[1;6A, kUP7=\\E[1;7A, ka2=\\EOx, kb1' +
      '=\\EOt, kb3=\\EOv, kc2=\\EOr, kp5=\\EOE, kpADD=\\EOk, kpCMA=\\EOl, kpDIV=\\EOo, kpDOT=\\EOn, kpMUL=\\EOj, kpSUB=\\EOm, kpZRO=' +
      '\\EOp, kxIN=\\E[I, kxOUT=\\E[O, rmxx=\\E[29m, rv=\\E\\\\[>41;[1-6][0-9][0-9];0c, smxx=\\E[9m, xm=\\E[<%i%p3%d;%p1%d;%p2%d;%?%p' +
      '4%tM%em%;, xr=\\EP>\\\\|XTerm\\\\(([1-9][0-9]+)\\\\)\\E\\\\\\\\',
  },
  {
    names: 'linux|Linux console',
    capabilities:
      'am, bce, ccc, eo, mir, msgr, xenl, xon, colors#8, it#8, ncv#18, pairs#64, acsc=++\\,\\,--..00``aaffgghhiijjkkllmmnnooppqqrrsst' +
      'tuuvvwwxxyyzz{{||}}~~, bel=^G, blink=\\E[5m, bold=\\E[1m, civis=\\E[?25l\\E[?1c, clear=\\E[H\\E[J, cnorm=\\E[?25h\\E[?0c, cr=' +
      '\\r, csr=\\E[%i%p1%d;%p2%dr, cub=\\E[%p1%dD, cub1=^H, cud=\\E[%p1%dB, cud1=\\n, cuf=\\E[%p1%dC, cuf1=\\E[C, cup=\\E[%i%p1%d;%p' +
      '2%dH, cuu=\\E[%p1%dA, cuu1=\\E[A, cvvis=\\E[?25h\\E[?8c, dch=\\E[%p1%dP, dch1=\\E[P, dim=\\E[2m, dl=\\E[%p1%dM, dl1=\\E[M, ech' +
      '=\\E[%p1%dX, ed=\\E[J, el=\\E[K, el1=\\E[1K, enacs=\\E)0, flash=\\E[?5h$<200/>\\E[?5l, home=\\E[H, hpa=\\E[%i%p1%dG, ht=^I, ht' +
      "s=\\EH, ich=\\E[%p1%d@, ich1=\\E[@, il=\\E[%p1%dL, il1=\\E[L, ind=\\n, initc=\\E]P%p1%x%p2%'\\377'%*%{1000}%/%02x%p3%'\\377" +
      "'%*%{1000}%/%02x%p4%'\\377'%*%{1000}%/%02x, kb2=\\E[G, kbs=^?, kcbt=\\E^I, kcub1=\\E[D, kcud1=\\E[B, kcuf1=\\E[C, kcuu1=\\E" +
      '[A, kdch1=\\E[3~, kend=\\E[4~, kf1=\\E[[A, kf10=\\E[21~, kf11=\\E[23~, kf12=\\E[24~, kf13=\\E[25~, kf14=\\E[26~, kf15=\\E[28~,' +
      ' kf16=\\E[29~, kf17=\\E[31~, kf18=\\E[32~, kf19=\\E[33~, kf2=\\E[[B, kf20=\\E[34~, kf3=\\E[[C, kf4=\\E[[D, kf5=\\E[[E, kf6=\\E' +
      '[17~, kf7=\\E[18~, kf8=\\E[19~, kf9=\\E[20~, khome=\\E[1~, kich1=\\E[2~, kmous=\\E[M, knp=\\E[6~, kpp=\\E[5~, kspd=^Z, nel=\\r' +
      '\\n, oc=\\E]R, op=\\E[39;49m, rc=\\E8, rev=\\E[7m, ri=\\EM, rmacs=^O, rmam=\\E[?7l, rmir=\\E[4l, rmpch=\\E[10m, rmso=\\E[27m, ' +
      'rmul=\\E[24m, rs1=\\Ec\\E]R, sc=\\E7, setab=\\E[4%p1%dm, setaf=\\E[3%p1%dm, sgr=\\E[0;10%?%p1%t;7%;%?%p2%t;4%;%?%p3%t;7%;%?%p4' +
      '%t;5%;%?%p5%t;2%;%?%p6%t;1%;m%?%p9%t\\016%e\\017%;, sgr0=\\E[m\\017, smacs=^N, smam=\\E[?7h, smir=\\E[4h, smpch=\\E[11m, smso=' +
      '\\E[7m, smul=\\E[4m, tbc=\\E[3g, u6=\\E[%i%d;%dR, u7=\\E[6n, u8=\\E[?6c, u9=\\E[c, vpa=\\E[%i%p1%dd',
    extended: 'AX, U8#1, E3=\\E[3J, kcbt2=\\E[Z',
  },
  {
    names: 'vt100|vt100-am|DEC VT100 (w/advanced video)',
    capabilities:
      'am, mc5i, msgr, xenl, xon, cols#80, it#8, lines#24, vt#3, acsc=``aaffggjjkkllmmnnooppqqrrssttuuvvwwxxyyzz{{||}}~~, bel=^G, bli' +
      'nk=\\E[5m$<2>, bold=\\E[1m$<2>, clear=\\E[H\\E[J$<50>, cr=\\r, csr=\\E[%i%p1%d;%p2%dr, cub=\\E[%p1%dD, cub1=^H, cud=\\E[%p1%dB' +
      ', cud1=\\n, cuf=\\E[%p1%dC, cuf1=\\E[C$<2>, cup=\\E[%i%p1%d;%p2%dH$<5>, cuu=\\E[%p1%dA, cuu1=\\E[A$<2>, ed=\\E[J$<50>, el=\\E[' +
      'K$<3>, el1=\\E[1K$<3>, enacs=\\E(B\\E)0, home=\\E[H, ht=^I, hts=\\EH, ind=\\n, ka1=\\EOq, ka3=\\EOs, kb2=\\EOr, kbs=^H, kc1=' +
      '\\EOp, kc3=\\EOn, kcub1=\\EOD, kcud1=\\EOB, kcuf1=\\EOC, kcuu1=\\EOA, kent=\\EOM, kf0=\\EOy, kf1=\\EOP, kf10=\\EOx, kf2=\\EOQ,' +
      ' kf3=\\EOR, kf4=\\EOS, kf5=\\EOt, kf6=\\EOu, kf7=\\EOv, kf8=\\EOl, kf9=\\EOw, lf1=pf1, lf2=pf2, lf3=pf3, lf4=pf4, mc0=\\E[0i, ' +
      'mc4=\\E[4i, mc5=\\E[5i, rc=\\E8, rev=\\E[7m$<2>, ri=\\EM$<5>, rmacs=^O, rmam=\\E[?7l, rmkx=\\E[?1l\\E>, rmso=\\E[m$<2>, rmul=' +
      '\\E[m$<2>, rs2=\\E<\\E>\\E[?3;4;5l\\E[?7;8h\\E[r, sc=\\E7, sgr=\\E[0%?%p1%p6%|%t;1%;%?%p2%t;4%;%?%p1%p3%|%t;7%;%?%p4%t;5%;m%?%' +
      'p9%t\\016%e\\017%;$<2>, sgr0=\\E[m\\017$<2>, smacs=^N, smam=\\E[?7h, smkx=\\E[?1h\\E=, smso=\\E[7m$<2>, smul=\\E[4m$<2>, tbc=' +
      '\\E[3g, u6=\\E[%i%d;%dR, u7=\\E[6n, u8=\\E[?%[;0123456789]c, u9=\\EZ',
    extended: 'OTbs',
  },
  {
    names: 'dumb|80-column dumb tty',
    capabilities: 'am, cols#80, bel=^G, cr=\\r, cud1=\\n, ind=\\n',
    extended: '',
  },
];
