<# : batch part, which PowerShell takes for a comment
@echo off
setlocal
set "MVNW_DIR=%~dp0"
set "MVNW_DIR=%MVNW_DIR:~0,-1%"
set "MVN="
for /f "usebackq delims=" %%m in (`powershell -NoProfile -Command "Invoke-Expression (Get-Content -Raw -LiteralPath (Join-Path $env:MVNW_DIR 'mvnw.cmd'))"`) do set "MVN=%%m"
if not defined MVN exit /b 1
rem Makes this directory Maven's multiModuleProjectDirectory, wherever it is called from.
set "MAVEN_BASEDIR=%MVNW_DIR%"
rem It comes last because Maven takes the first -f: one that the caller gives wins.
set "POM="
if not exist pom.xml set POM=-f "%MVNW_DIR%\pom.xml"
call "%MVN%" %* %POM%
exit /b %ERRORLEVEL%
#>
# Prints the path of an installed Maven that is new enough, or else of a downloaded one.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

function Fail($message) {
  [Console]::Error.WriteLine("mvnw: $message")
  exit 1
}

if ($env:JAVA_HOME) {
  if (-not (Test-Path -LiteralPath "$env:JAVA_HOME\bin\java.exe")) { Fail "JAVA_HOME is $env:JAVA_HOME, which has no bin\java.exe." }
} elseif (-not (Get-Command java.exe -ErrorAction SilentlyContinue)) {
  Fail 'there is no Java: install a JDK 25 and put java on the PATH or set JAVA_HOME.'
}

$installed = @(Get-Command mvn.cmd -ErrorAction SilentlyContinue | Select-Object -First 1 -ExpandProperty Source)
if ($env:MAVEN_HOME) { $installed += "$env:MAVEN_HOME\bin\mvn.cmd" }
foreach ($mvn in $installed) {
  if ((Test-Path -LiteralPath $mvn) -and "$(& $mvn -version)" -match 'Apache Maven (\d+\.\d+\.\d+)' -and [version]$Matches[1] -ge [version]'3.8.6') {
    $mvn
    exit 0
  }
}

$properties = Get-Content -Raw -LiteralPath "$env:MVNW_DIR\.mvn\wrapper\maven-wrapper.properties" | ConvertFrom-StringData
$url = $properties.distributionUrl
$name = $url.Split('/')[-1] -replace '-bin\.tar\.gz$', ''
# Named by the checksum's beginning, so that a changed one is downloaded anew.
$parent = "$env:USERPROFILE\.m2\wrapper\dists\$name"
$mvnHome = "$parent\$($properties.distributionSha512Sum.Substring(0, 16))"
if (-not (Test-Path -LiteralPath "$mvnHome\bin\mvn.cmd")) {
  $tmp = "$parent\tmp.$PID"
  New-Item -ItemType Directory -Force -Path $tmp | Out-Null
  try {
    [Console]::Error.WriteLine("mvnw: downloading $url")
    # Windows PowerShell does not offer TLS 1.2 everywhere by itself.
    [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
    Invoke-WebRequest -UseBasicParsing -Uri $url -OutFile "$tmp\maven.tar.gz"
    if ((Get-FileHash -Algorithm SHA512 -LiteralPath "$tmp\maven.tar.gz").Hash -ne $properties.distributionSha512Sum) {
      throw "$url does not have the SHA-512 in maven-wrapper.properties."
    }
    # By its full path: Git's tar takes C: for the name of a host.
    & "$env:SystemRoot\System32\tar.exe" -xzf "$tmp\maven.tar.gz" -C $tmp
    if ($LASTEXITCODE -ne 0) { throw "could not unpack $url." }
    Move-Item -LiteralPath "$tmp\$name" -Destination $mvnHome
  } catch {
    Fail $_.Exception.Message
  } finally {
    Remove-Item -Recurse -Force -LiteralPath $tmp
  }
}
"$mvnHome\bin\mvn.cmd"
