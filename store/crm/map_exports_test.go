package crm_test

import (
	"strings"
	"testing"

	"evenkeel/store/crm"
)

// TestUsualExportsAreRead holds the built-in mappings against files as HubSpot
// and Salesforce head them, made up here.
func TestUsualExportsAreRead(t *testing.T) {
	ours := "deal,account,owner,name,stage,amount,currency,kind,source,created,close_date,outcome\n"
	for name, c := range map[string]struct {
		mapping       string
		foreign, ours files
	}{
		"hubspot": {"hubspot", files{
			"hubspot-crm-exports-all-deals-2026-11-02.csv": `"Record ID","Deal Name","Deal Stage","Close Date","Deal owner","Amount","Currency","Associated Company","Associated Company IDs","Deal Type","Original Source","Create Date","Pipeline"
"9001","Lantern: menus","Contract sent (Sales Pipeline)","2026-12-01 10:00","Ann Berger","12000","EUR","Lantern Foods","71","New Business","Referral","2026-10-01 09:30","Sales Pipeline"
"9002","Fjord: more","closedwon","2026-10-15","Bo Lind","1,500.50","","Fjordmart","72","existingbusiness","","2026-09-01","Sales Pipeline"
"9003","Quick","Closed Lost","2026-10-16","Bo Lind","","","","","","","","Sales Pipeline"
`,
			"hubspot-crm-exports-all-companies-2026-11-02.csv": "Record ID,Company name,Company owner,Industry,Country/Region,Number of Employees\n71,Lantern Foods,Ann Berger,FOOD,Norway,\"1,200\"\n72,Fjordmart,,RETAIL,,\n",
		}, files{
			"deals.csv": ours + "9001,Lantern Foods,Ann Berger,Lantern: menus,negotiation,12000,EUR,new,Referral,2026-10-01,2026-12-01,\n" +
				"9002,Fjordmart,Bo Lind,Fjord: more,negotiation,1500.50,,expansion,,2026-09-01,2026-10-15,won\n" +
				"9003,,Bo Lind,Quick,negotiation,,,,,,2026-10-16,lost\n",
			"accounts.csv": "account,name,owner,segment,country,employees\n71,Lantern Foods,Ann Berger,FOOD,Norway,1200\n72,Fjordmart,,RETAIL,,\n",
		}},
		"salesforce reports": {"salesforce", files{
			"report1730500000000.csv": `"Opportunity Owner","Account Name","Opportunity Name","Stage","Fiscal Period","Amount Currency","Amount","Probability (%)","Created Date","Close Date","Lead Source","Type","Opportunity ID"
"Ann Berger","Lantern Foods","Menus","Proposal/Price Quote","Q4-2026","EUR","12,000.00","75","10/1/2026","12/1/2026","Web","New Customer","006A"
"Bo Lind","Fjordmart","More","Closed Won","Q4-2026","EUR","1500.5","100","9/1/2026","10/15/2026","","Existing Customer - Upgrade","006B"
"Bo Lind","Fjordmart","Pilot","Closed Lost","Q4-2026","EUR","","0","9/1/2026","10/16/2026","","","006C"

"Opportunities"
"Confidential Information - Do Not Distribute"
`,
			"report2.csv": "Account Name,Account Owner,Industry,Billing Country,Employees,Last Activity\nLantern Foods,Ann Berger,Food,Norway,1200,\n",
		}, files{
			"deals.csv": ours + "006A,Lantern Foods,Ann Berger,Menus,proposal,12000.00,EUR,new,Web,2026-10-01,2026-12-01,\n" +
				"006B,Fjordmart,Bo Lind,More,negotiation,1500.5,EUR,expansion,,2026-09-01,2026-10-15,won\n" +
				"006C,Fjordmart,Bo Lind,Pilot,negotiation,,EUR,,,2026-09-01,2026-10-16,lost\n",
			"accounts.csv": "account,name,owner,segment,country,employees\nLantern Foods,Lantern Foods,Ann Berger,Food,Norway,1200\n",
		}},
		"salesforce report without ids": {"salesforce", files{
			"report.csv": "Account Name,Opportunity Name,Stage,Opportunity Owner\nLantern Foods,Menus,Qualification,Ann Berger\n",
		}, files{"deals.csv": "deal,account,owner,name,stage,outcome\nLantern Foods Menus,Lantern Foods,Ann Berger,Menus,qualifying,\n"}},
		"salesforce tables": {"salesforce", files{
			"Opportunity.csv": "Id,IsDeleted,AccountId,Name,StageName,Amount,CloseDate,Type,LeadSource,IsClosed,IsWon,OwnerId,CreatedDate\n" +
				"006A,false,001A,Menus,Signed,12000.0,2026-10-15,New Business,Web,true,true,005A,2026-10-01T08:00:00.000Z\n" +
				"006B,false,001A,More,Gone quiet,,2026-10-16,,,true,false,005A,2026-10-01T08:00:00.000Z\n006C,true,001A,Old,Prospecting,,2026-10-16,,,false,false,005A,\n",
			"Account.csv": "Id,IsDeleted,Name,ParentId,Industry,NumberOfEmployees,BillingCountry,OwnerId\n001A,false,Lantern Foods,,Food,1200,Norway,005A\n",
			"User.csv":    "Id,Username,FirstName,LastName,Email,IsActive\n005A,ann@lantern.example,Ann,Berger,ann@example.com,true\n005B,x,,,x@example.com,false\n",
		}, files{
			"deals.csv": "deal,account,owner,name,stage,amount,close_date,kind,source,created,outcome\n006A,001A,005A,Menus,Signed,12000.0,2026-10-15,new,Web,2026-10-01,won\n" +
				"006B,001A,005A,More,Gone quiet,,2026-10-16,,,2026-10-01,lost\n",
			"accounts.csv": "account,name,parent,segment,employees,country,owner\n001A,Lantern Foods,,Food,1200,Norway,005A\n",
			"reps.csv":     "rep,name,email\n005A,Ann Berger,ann@example.com\n",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			got, want := read(t, c.foreign, crm.Options{Map: builtinMap(t, c.mapping)}), read(t, c.ours, crm.Options{})
			if len(got.Errors)+len(want.Errors) > 0 || said(got) != said(want) {
				t.Errorf("%s\nwant %s\nerrors %v %v\n%s", said(got), said(want), got.Errors, want.Errors, strings.Join(got.Notes, "\n"))
			}
		})
	}
}
