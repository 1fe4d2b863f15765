#!/bin/sh
# Gitea's role and database, for the image postgres, which runs this once, when it has made its data. The password is read by
# psql itself: no command line shows it.
psql --quiet --set ON_ERROR_STOP=1 --username postgres <<'SQL'
\getenv password GITEA_PASSWORD
create role gitea login password :'password';
create database gitea owner gitea;
SQL
