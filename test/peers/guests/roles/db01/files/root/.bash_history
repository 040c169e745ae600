systemctl status postgresql
mysql -u root -p@@shell-history@@ wordpress
