# matriarch.service to matriarch@.service: the agent of one of several clusters on a machine. What stands after the @
# names its file in /etc/matriarch and its directories.
s#^Description=Matriarch agent#Description=Matriarch agent of %i#
s#^(ExecStart=.*)/matriarch[.]yml$#\1/%i.yml#
s#^(SyslogIdentifier|RuntimeDirectory|StateDirectory)=matriarch$#\1=matriarch-%i#
