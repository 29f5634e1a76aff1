; The installer for Windows 10 and 11. Made by build.sh, which defines VERSION, PROGRAMS (folder of the programs) and OUT.
;
;   /S                 no questions
;   /ALLUSERS          for all users of the computer; has to be started as administrator. Without it: this user alone
;   /NOAUTOSTART       does not start with Windows
;   /SETUP=FILE        writes a set-up file (jumunbell setup import FILE) once the program is there
;   /D=FOLDER          where to; the last argument, without quotes
;
; uninstall.exe: /S keeps the data folder, /S /DELETEDATA does not.
;
; Exit codes: 0 done; 1 left by the person; 2 the system refused; 3 the running program does not end; 4 installed, but the set-up
; file was refused; 5 /ALLUSERS without an administrator.

Unicode true
Target amd64-unicode
SetCompressor /SOLID lzma
SetCompressorDictSize 32

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include nsDialogs.nsh
!include WinVer.nsh

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\jumunbell"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"
!define OWN "Software\jumunbell"
; There while the person's own program runs.
!define CONTROL "$DataFolder\data\control.json"

Name "$(NAME)"
OutFile "${OUT}"
RequestExecutionLevel user
BrandingText " "
ManifestDPIAware true
ManifestSupportedOS Win10
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=1042 "ProductName" "주문벨 (Jumunbell)"
VIAddVersionKey /LANG=1042 "FileDescription" "주문벨 설치"
VIAddVersionKey /LANG=1042 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=1042 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=1042 "LegalCopyright" "MIT OR Apache-2.0"

!define MUI_ICON "../icon/jumunbell.ico"
!define MUI_UNICON "../icon/jumunbell.ico"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\jumunbellw.exe"
!define MUI_FINISHPAGE_NOREBOOTSUPPORT

!insertmacro MUI_PAGE_WELCOME
Page custom ScopePage ScopeLeave
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Korean"
!insertmacro MUI_LANGUAGE "English"

LangString NAME ${LANG_KOREAN} "주문벨"
LangString NAME ${LANG_ENGLISH} "Jumunbell"
LangString PROGRAM ${LANG_KOREAN} "주문벨"
LangString PROGRAM ${LANG_ENGLISH} "Jumunbell"
LangString AUTOSTART ${LANG_KOREAN} "윈도우가 켜지면 함께 시작"
LangString AUTOSTART ${LANG_ENGLISH} "Start with Windows"
LangString SCOPE ${LANG_KOREAN} "누가 쓰나요?"
LangString SCOPE ${LANG_ENGLISH} "Who uses it?"
LangString SCOPE_NOTE ${LANG_KOREAN} "주문과 설정은 어느 쪽이든 쓰는 사람마다 따로 보관됩니다."
LangString SCOPE_NOTE ${LANG_ENGLISH} "Either way each user has orders and settings of their own."
LangString SCOPE_ONE ${LANG_KOREAN} "지금 로그인한 사람만"
LangString SCOPE_ONE ${LANG_ENGLISH} "Only the person who is logged in"
LangString SCOPE_ALL ${LANG_KOREAN} "이 컴퓨터를 쓰는 모든 사람"
LangString SCOPE_ALL ${LANG_ENGLISH} "Everybody at this computer"
LangString OLD_WINDOWS ${LANG_KOREAN} "주문벨은 64비트 윈도우 10이나 11에서 돌아갑니다."
LangString OLD_WINDOWS ${LANG_ENGLISH} "Jumunbell needs Windows 10 or 11, 64 bit."
LangString NOT_ADMIN ${LANG_KOREAN} "모든 사용자용으로 설치하려면 설치 파일을 오른쪽 단추로 눌러 '관리자 권한으로 실행'을 고르세요."
LangString NOT_ADMIN ${LANG_ENGLISH} "To install for all users, right-click the installer and choose 'Run as administrator'."
LangString NOT_ADMIN_REMOVES ${LANG_KOREAN} "모든 사용자용으로 설치되어 있습니다. 설치 폴더의 uninstall.exe를 오른쪽 단추로 눌러 '관리자 권한으로 실행'을 고르세요."
LangString NOT_ADMIN_REMOVES ${LANG_ENGLISH} "It is installed for all users. Right-click uninstall.exe in its folder and choose 'Run as administrator'."
LangString NOT_STOPPED ${LANG_KOREAN} "실행 중인 주문벨이 끝나지 않습니다. 설치 도우미나 주방 화면이 열려 있으면 닫고 다시 하세요."
LangString NOT_STOPPED ${LANG_ENGLISH} "The running program does not end. Close the assistant and the kitchen's screen if they are open, then try again."
LangString NO_SETUP ${LANG_KOREAN} "설치는 되었지만 설정 모음을 쓰지 못했습니다: $Setup$\n시작 메뉴의 '주문벨 명령창'에서 jumunbell setup check로 틀린 곳을 볼 수 있습니다."
LangString NO_SETUP ${LANG_ENGLISH} "The program is installed, but the set-up file was refused: $Setup$\n'jumunbell setup check' tells what is wrong in it."
LangString DELETE_DATA ${LANG_KOREAN} "주문, 매출, 설정도 지울까요? 지우면 되돌릴 수 없습니다.$\n$DataFolder"
LangString DELETE_DATA ${LANG_ENGLISH} "Delete orders, sales and settings too? They cannot be brought back.$\n$DataFolder"
LangString COMMANDS ${LANG_KOREAN} "주문벨 명령창"
LangString COMMANDS ${LANG_ENGLISH} "Jumunbell commands"

Var AllUsers
Var Ran
Var Setup
Var DataFolder
Var One
Var All

; The data is the user's, whoever the program is installed for.
!macro FindData
    SetShellVarContext current
    StrCpy $DataFolder "$LOCALAPPDATA\jumunbell"
!macroend

; Ends the program that runs from here, so that its files can be replaced. It finishes the ticket in hand; open orders are stored.
!macro StopRunning un
Function ${un}StopRunning
    StrCpy $Ran 0
    IfFileExists "$INSTDIR\jumunbellw.exe" 0 done
    StrCpy $1 0
    IfFileExists "${CONTROL}" 0 again
    StrCpy $1 1
again:
    ; By the program that opens no console window. It waits 45 seconds at most.
    ClearErrors
    ExecWait '"$INSTDIR\jumunbellw.exe" stop' $0
    ${If} ${Errors}
    ${OrIf} $0 != 0
        MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(NOT_STOPPED)" /SD IDCANCEL IDRETRY again
        SetErrorLevel 3
        Quit
    ${EndIf}
    ; A program that was killed has left it; one that ends takes it away.
    ${If} $1 == 1
    ${AndIfNot} ${FileExists} "${CONTROL}"
        StrCpy $Ran 1
        ; What watches it ends a moment later.
        Sleep 500
    ${EndIf}
done:
FunctionEnd
!macroend
!insertmacro StopRunning ""
!insertmacro StopRunning "un."

; Takes a program away that may still be held: by a kitchen's screen, or a scanner.
!macro TakeAway NAME
    Delete "$INSTDIR\${NAME}.old"
    ClearErrors
    Delete "$INSTDIR\${NAME}"
    ${If} ${Errors}
        ClearErrors
        Rename "$INSTDIR\${NAME}" "$INSTDIR\${NAME}.old"
        Delete /REBOOTOK "$INSTDIR\${NAME}.old"
        ClearErrors
    ${EndIf}
!macroend

Function Scope
    ${If} $AllUsers == 1
        SetShellVarContext all
    ${Else}
        SetShellVarContext current
    ${EndIf}
    ReadRegStr $0 SHCTX "${OWN}" "Folder"
    ${If} $0 != ""
        StrCpy $INSTDIR $0
    ${ElseIf} $AllUsers == 1
        StrCpy $INSTDIR "$PROGRAMFILES64\jumunbell"
    ${Else}
        StrCpy $INSTDIR "$LOCALAPPDATA\Programs\jumunbell"
    ${EndIf}
FunctionEnd

Section "$(PROGRAM)" SecProgram
    SectionIn RO
    Call StopRunning
    SetOutPath "$INSTDIR"
    !insertmacro TakeAway jumunbell.exe
    !insertmacro TakeAway jumunbellw.exe
    File "${PROGRAMS}/jumunbell.exe"
    File "${PROGRAMS}/jumunbellw.exe"
    SetOutPath "$INSTDIR\licenses"
    File "../../LICENSE-MIT"
    File "../../LICENSE-APACHE"
    File "../../THIRD-PARTY.md"
    File "../../assets/fonts/OFL.txt"
    SetOutPath "$INSTDIR"
    WriteUninstaller "$INSTDIR\uninstall.exe"

    CreateDirectory "$SMPROGRAMS\주문벨"
    CreateShortCut "$SMPROGRAMS\주문벨\$(PROGRAM).lnk" "$INSTDIR\jumunbellw.exe"
    CreateShortCut "$SMPROGRAMS\주문벨\$(COMMANDS).lnk" "$SYSDIR\cmd.exe" '/k cd /d "$INSTDIR"'

    WriteRegStr SHCTX "${OWN}" "Folder" "$INSTDIR"
    WriteRegStr SHCTX "${UNINSTALL}" "DisplayName" "주문벨 (Jumunbell)"
    WriteRegStr SHCTX "${UNINSTALL}" "DisplayVersion" "${VERSION}"
    WriteRegStr SHCTX "${UNINSTALL}" "DisplayIcon" "$INSTDIR\jumunbell.exe"
    WriteRegStr SHCTX "${UNINSTALL}" "InstallLocation" "$INSTDIR"
    WriteRegStr SHCTX "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegStr SHCTX "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
    WriteRegDWORD SHCTX "${UNINSTALL}" "NoModify" 1
    WriteRegDWORD SHCTX "${UNINSTALL}" "NoRepair" 1
    SectionGetSize ${SecProgram} $0
    WriteRegDWORD SHCTX "${UNINSTALL}" "EstimatedSize" $0
    ; Where the section below is not chosen.
    DeleteRegValue SHCTX "${RUN}" "jumunbell"
SectionEnd

Section "$(AUTOSTART)" SecAutostart
    WriteRegStr SHCTX "${RUN}" "jumunbell" '"$INSTDIR\jumunbellw.exe"'
SectionEnd

Section -Last
    ${If} $Setup != ""
        ClearErrors
        ExecWait '"$INSTDIR\jumunbellw.exe" setup import "$Setup"' $0
        ${If} ${Errors}
        ${OrIf} $0 != 0
            MessageBox MB_OK|MB_ICONEXCLAMATION "$(NO_SETUP)" /SD IDOK
            SetErrorLevel 4
        ${EndIf}
    ${EndIf}
    ${If} $Ran == 1
        Exec '"$INSTDIR\jumunbellw.exe"'
    ${EndIf}
SectionEnd

; What stands behind /SETUP=, with quotes around the file, around the whole switch (as PowerShell does where there is a space), or none.
Function GetSetup
    StrCpy $Setup ""
    StrLen $R1 $CMDLINE
    StrCpy $R2 0
look:
    IntCmp $R2 $R1 end 0 end
    StrCpy $R3 $CMDLINE 7 $R2
    StrCmp $R3 "/SETUP=" found
    IntOp $R2 $R2 + 1
    Goto look
found:
    StrCpy $R4 " "
    IntOp $R3 $R2 - 1
    StrCpy $R5 $CMDLINE 1 $R3
    StrCmp $R5 '"' 0 +2
    StrCpy $R4 '"'
    IntOp $R2 $R2 + 7
    StrCpy $R5 $CMDLINE 1 $R2
    StrCmp $R5 '"' 0 next
    StrCpy $R4 '"'
    IntOp $R2 $R2 + 1
next:
    StrCpy $R5 $CMDLINE 1 $R2
    StrCmp $R5 "" end
    StrCmp $R5 $R4 end
    StrCpy $Setup "$Setup$R5"
    IntOp $R2 $R2 + 1
    Goto next
end:
FunctionEnd

Function .onInit
    SetRegView 64
    ; This installer is a 64-bit program itself.
    ${IfNot} ${AtLeastWin10}
        MessageBox MB_OK|MB_ICONSTOP "$(OLD_WINDOWS)" /SD IDOK
        SetErrorLevel 2
        Quit
    ${EndIf}
    !insertmacro FindData
    ; What /D named.
    StrCpy $9 $INSTDIR
    ${GetParameters} $R0
    StrCpy $AllUsers 0
    ReadRegStr $0 HKLM "${OWN}" "Folder"
    ${If} $0 != ""
        StrCpy $AllUsers 1
    ${EndIf}
    ClearErrors
    ${GetOptions} $R0 "/ALLUSERS" $R1
    ${IfNot} ${Errors}
        StrCpy $AllUsers 1
    ${EndIf}
    UserInfo::GetAccountType
    Pop $0
    ${If} $AllUsers == 1
    ${AndIf} $0 != "Admin"
        MessageBox MB_OK|MB_ICONSTOP "$(NOT_ADMIN)" /SD IDOK
        SetErrorLevel 5
        Quit
    ${EndIf}
    Call Scope
    ${If} $9 != ""
        StrCpy $INSTDIR $9
    ${EndIf}
    Call GetSetup
    ${If} $Setup != ""
        ; Empty for a file that is not there, which the import then says.
        GetFullPathName $0 $Setup
        ${If} $0 != ""
            StrCpy $Setup $0
        ${EndIf}
    ${EndIf}
    ; An upgrade leaves it as the person set it.
    ReadRegStr $0 SHCTX "${OWN}" "Folder"
    ReadRegStr $1 SHCTX "${RUN}" "jumunbell"
    ${If} $0 != ""
    ${AndIf} $1 == ""
        !insertmacro UnselectSection ${SecAutostart}
    ${EndIf}
    ClearErrors
    ${GetOptions} $R0 "/NOAUTOSTART" $R1
    ${IfNot} ${Errors}
        !insertmacro UnselectSection ${SecAutostart}
    ${EndIf}
FunctionEnd

; Only an administrator can choose, and only where it is not installed yet.
Function ScopePage
    ReadRegStr $0 SHCTX "${OWN}" "Folder"
    ${If} $0 != ""
        Abort
    ${EndIf}
    UserInfo::GetAccountType
    Pop $0
    ${If} $0 != "Admin"
        Abort
    ${EndIf}
    !insertmacro MUI_HEADER_TEXT "$(SCOPE)" "$(SCOPE_NOTE)"
    nsDialogs::Create 1018
    Pop $0
    ${NSD_CreateRadioButton} 0 20u 100% 14u "$(SCOPE_ONE)"
    Pop $One
    ${NSD_CreateRadioButton} 0 40u 100% 14u "$(SCOPE_ALL)"
    Pop $All
    ${If} $AllUsers == 1
        ${NSD_Check} $All
    ${Else}
        ${NSD_Check} $One
    ${EndIf}
    nsDialogs::Show
FunctionEnd

Function ScopeLeave
    ${NSD_GetState} $All $0
    StrCpy $AllUsers $0
    Call Scope
FunctionEnd

Function un.onInit
    SetRegView 64
    !insertmacro FindData
    ReadRegStr $0 HKLM "${OWN}" "Folder"
    ${If} $0 == $INSTDIR
        SetShellVarContext all
        UserInfo::GetAccountType
        Pop $1
        ${If} $1 != "Admin"
            MessageBox MB_OK|MB_ICONSTOP "$(NOT_ADMIN_REMOVES)" /SD IDOK
            SetErrorLevel 5
            Quit
        ${EndIf}
    ${Else}
        SetShellVarContext current
    ${EndIf}
FunctionEnd

Section Uninstall
    Call un.StopRunning
    !insertmacro TakeAway jumunbell.exe
    !insertmacro TakeAway jumunbellw.exe
    ; The program before a new version that was still on trial.
    Delete "$INSTDIR\jumunbell.old.exe"
    RMDir /r "$INSTDIR\licenses"
    Delete "$INSTDIR\uninstall.exe"
    ; Only if nothing of another's lies there.
    RMDir "$INSTDIR"
    RMDir /r "$SMPROGRAMS\주문벨"
    DeleteRegValue SHCTX "${RUN}" "jumunbell"
    DeleteRegKey SHCTX "${UNINSTALL}"
    DeleteRegKey SHCTX "${OWN}"

    ${GetParameters} $R0
    ClearErrors
    ${GetOptions} $R0 "/DELETEDATA" $R1
    ${If} ${Errors}
        IfFileExists "$DataFolder\*.*" 0 kept
        MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(DELETE_DATA)" /SD IDNO IDNO kept
    ${EndIf}
    RMDir /r "$DataFolder"
kept:
SectionEnd
