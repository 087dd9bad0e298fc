"""The public site as files: every page, picture and data set is a function of one edition, made once.

`press` renders a page; `pages`, `figures`, `sheets`, `folder` and `indexes` say what is in the files;
`book` lists them all; `shelf` keeps them in INSTANCE/site and in memory; `front` answers requests from there.

May import flask and its Babel for templates, `app.publication`, maps; reads no report and no request.
"""
