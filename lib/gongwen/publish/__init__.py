"""Run the notebooks reproducibly, write the report and the generated pages of docs/, open
JupyterLab.
"""
