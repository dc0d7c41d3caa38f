"""The notebooks run so that a second run changes no byte; the report; the generated pages of docs/;
JupyterLab.
"""
