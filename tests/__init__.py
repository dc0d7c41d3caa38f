from gongwen.publish.run import notebook_format

notebook_format()  # as quickly as it goes, before a test file imports it
